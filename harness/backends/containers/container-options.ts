/** How the containers of a web server are made. */
export type ContainerOptions = {
  /** The image that the WAF's is built on: an official one or one that `containers/base/make-bases` made. */
  readonly base?: string
  /** Most WAF containers kept at once; setups beyond that take turns in them. */
  readonly containerLimit?: number
}
