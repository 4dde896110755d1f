/**
 * Lets long requests take turns with all others: of those that wait, one goes on in each turn of the event loop, in the order they came. However many
 * there are, a turn holds at most one slice of one of them. `afterTurn` calls back once the present turn is over (`setImmediate`).
 */
export function oneATurn(afterTurn: (goOn: () => void) => unknown): () => Promise<void> {
  const waiting: (() => void)[] = []
  const next = () => {
    waiting.shift()?.()
    if (waiting.length > 0) afterTurn(next)
  }
  return () =>
    new Promise((resolve) => {
      waiting.push(resolve)
      if (waiting.length === 1) afterTurn(next)
    })
}
