/** What a container wrote, as text: Docker's frames (stream, three zeros, length, octets) put together, both streams. */
export const textOfFrames = (log: Buffer): string => {
  let text = ''
  for (let at = 0; at + 8 <= log.length; ) {
    const end = at + 8 + log.readUInt32BE(at + 4)
    text += log.toString('utf8', at + 8, end)
    at = end
  }
  return text
}
