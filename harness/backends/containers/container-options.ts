/** How the containers of a web server are made. */
export type ContainerOptions = {
  /** The image that the WAF's is built on: an official one or one that `containers/base/make-bases` made. */
  readonly base?: string
  /** A scoring server of the user's own, by image (with the port that it listens on) or by URL, instead of ours. */
  readonly scorer?: { readonly image: string; readonly port: number } | { readonly url: string }
  /** Most WAF containers kept at once; setups beyond that take turns in them. */
  readonly containerLimit?: number
}
