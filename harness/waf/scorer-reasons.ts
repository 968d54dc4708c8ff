/** Why a test that sets the scoring server's answers does not run with one of the user's own. */
export const TAKES_NO_SCRIPT =
  'sets the answers of the scoring server, and this one is your own, which gives its own answers'

/** Why nothing is known of the scoring server of a WAF that runs already. */
export const NO_REMOTE_SCORER =
  'what the remote WAF asks is not known: --scorer-control <url of wafrig serve-scorer --control>'
