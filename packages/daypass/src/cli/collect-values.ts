/** Collects the values of an option that can be repeated. */
export const collectValues = (one: string, all: string[] = []): string[] => [...all, one]
