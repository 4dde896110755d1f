export const writeRounds: (how: { compiled: string; directory: string; rounds: number }) => Promise<string[]>
