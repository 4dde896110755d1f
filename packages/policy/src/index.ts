export const policyVersion = '0.1.0'
