/** How the containers of a web server are made. */
export type ContainerOptions = {
  /**
   * By the web server's name, the image that the WAF's is built on: an official one or one that `containers/base/make-bases` made; the
   * latter where it is there, else the official one, for a server that is not named.
   */
  readonly bases?: Readonly<Record<string, string>>
  /** Most WAF containers kept at once; setups beyond that take turns in them. */
  readonly containerLimit?: number
}
