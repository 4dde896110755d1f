/** Where object bytes lie; written by its own part. */
export interface ObjectFiles {
  readonly folder: string
}
