/**
 * saving: what AWS requires of a document on saving, in addition to the language. Owns the rules for ARNs of resources and for principals. Refuses
 * nothing that is stored already: a stored document is parsed without these rules and keeps its meaning. May know: matching, and the words of
 * document.
 */

/**
 * For a document that is to be saved: the installation that it is for.
 *
 * @example
 * const saving: SaveOptions = { partition: 'aws' }
 * const china = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws-cn:s3:::b"}}'
 * console.log(parsePolicy(china, 'managed').ok, parsePolicy(china, 'managed', { saving }).ok)
 * // => true false
 */
export interface SaveOptions {
  /** The partition of the installation, such as `aws`. */
  readonly partition: string
}
