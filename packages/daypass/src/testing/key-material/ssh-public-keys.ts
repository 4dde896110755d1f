/** A key of 2048 bits that `ssh-keygen` made, with its comment, and the fingerprint that `ssh-keygen -l -E md5` prints of it. */
export const SSH_KEY =
  'ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQCjML11HvlgH3nHsCg/135Dtb6n43aQyWH0NbnTPSy11RONq1M0r0gf8ETfjAcAiRhtcVi+cVXJ5hRN7L7YRNbHu2cq/xGGDBAMn3N738J8bW/DPbr1K65O6AERCy3+N00lQjoN0RonMKq4Ey5nM76bMVXNlCYPeUOsH2GP8O8ldDsRIhbdj6kUcnMGvcvoXKzyQQZbK8hmK1O5sJ+8shUbKTGlL2LrVr7NhhMKO/zT1OoU30aqOXDl570I8HLlvgeg0aoDmV72VuaHM3CJibxl2wpPX95Bf3fc2x8eHGXpf5v/7FGXh7loXH6xut13t5swrQFpQl1jNrJz4fejQxvL ann@host'
export const SSH_FINGERPRINT = 'ac:93:d7:1d:7c:65:5e:61:5a:a0:cd:af:1c:c8:4d:cf'

/** A key of 1024 bits, and one of another kind. */
export const SHORT_SSH_KEY =
  'ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQDsJkZcOIjjQQkI+zvKSRt0k1KA+tyl9mXxfIPFN7Bt9VNjQUYcIqLVq/Rju39qZ42JvZ6koYGMxFROcs7bIH2l9cPpSpgncV5NxNNoSjXQGUuQQH4XHp9PO8SePzl8xRYQqGg7/idEX+WqOLhQthFPFbpLgXKgYtgw+7TGB+GLfw== x'
export const ED25519_KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAICIFLGxwI2ZUWrvRYuAThE8aX9IqfuOJoaki0rUKm6NL x'
