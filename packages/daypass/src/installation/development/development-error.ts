/** Why a command for development was not done: what is wrong, and what to do. Nothing has changed. */
export class DevelopmentError extends Error {
  readonly code = 'DevelopmentError'
}
