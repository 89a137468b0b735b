interface Client {
  readonly middlewareStack: { add(middleware: Middleware, options: { step: "initialize"; name: string }): void };
}

type Handler = (args: never) => Promise<unknown>;
type Middleware = (next: Handler, context: { readonly commandName?: string }) => Handler;

/**
 * Lets the errors of a client name the call and the code: the SDK's own message may be just "An internal error has occurred.",
 * which is all that a person sees when a hook fails.
 */
export function withCallNames<T extends object>(client: T): T {
  const middleware: Middleware =
    (next, { commandName = "" }) =>
    async (args) => {
      try {
        return await next(args);
      } catch (error) {
        // Without credentials no call is made.
        if (error instanceof Error && error.name !== "CredentialsProviderError") {
          error.message = `${commandName.replace(/Command$/, "")}: ${error.name}: ${error.message}`;
        }
        throw error;
      }
    };
  (client as unknown as Client).middlewareStack.add(middleware, { step: "initialize", name: "callNames" });
  return client;
}
