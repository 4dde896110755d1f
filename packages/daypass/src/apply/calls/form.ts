/** Parameters of the query protocol (IAM API reference, "Making query requests"): lists as `Name.member.1`, undefined ones left out. */
export function formOf(parameters: Readonly<Record<string, unknown>>): string {
  const form = new URLSearchParams()
  for (const [name, value] of Object.entries(parameters)) addTo(form, name, value)
  return form.toString()
}

function addTo(form: URLSearchParams, name: string, value: unknown): void {
  if (value === undefined) return
  if (Array.isArray(value)) for (const [at, one] of value.entries()) addTo(form, `${name}.member.${at + 1}`, one)
  else if (typeof value === 'object' && value !== null)
    for (const [member, held] of Object.entries(value)) addTo(form, `${name}.${member}`, held)
  else form.append(name, String(value))
}
