/**
 * The query names that a signature of version 2 covers, with their values; all others can be changed by whoever has the URL. What botocore signs
 * (`HmacV1Auth.QSAOfInterest`, after S3 user guide, "Signing and authenticating REST requests"), and every other name that selects an operation of S3
 * in its published model: a URL for a bucket must not become one for its policy status. `list-type` selects only how a list is written, and no
 * client signs it.
 */
export const SUBRESOURCES: ReadonlySet<string> = new Set(
  `abac accelerate acl analytics attributes cors defaultObjectAcl delete encryption intelligent-tiering inventory legal-hold lifecycle location
   logging metadataConfiguration metadataInventoryTable metadataJournalTable metadataTable metrics notification object-lock ownershipControls
   partNumber policy policyStatus publicAccessBlock renameObject replication requestPayment response-cache-control response-content-disposition
   response-content-encoding response-content-language response-content-type response-expires restore retention select select-type session
   storageClass tagging torrent uploadId uploads versionId versioning versions website`.split(/\s+/),
)
