import { type Command, Option } from 'commander'

/** A command with the flags about watching a server, and about what accounts and keys may take from it. */
export const withMonitorOptions = (command: Command): Command =>
  command
    .option(
      '--rate-limit <limit>',
      'requests an account or an access key may make: account=100/s, key=50/s,burst=200, account=off; off where only this machine reaches the server; can be repeated',
      (one: string, all: string[] = []) => [...all, one],
    )
    .addOption(
      new Option(
        '--log-messages <form>',
        "form of the server's own messages on standard error: lines for people, or a JSON object each",
      ).choices(['text', 'json']),
    )
    .option('--admin-port <port>', 'port of a listener for monitoring: /metrics, /livez and /readyz')
    .option('--admin-host <address>', 'its address (127.0.0.1)')
