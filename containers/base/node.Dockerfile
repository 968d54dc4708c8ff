# Stands in for node:24-slim where that cannot be pulled.
ARG DEBIAN=wafrig/debian:forky
FROM ${DEBIAN}
RUN apt-get update -qq \
 && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends nodejs >/dev/null \
 && rm -rf /var/lib/apt/lists/*
CMD ["node"]
