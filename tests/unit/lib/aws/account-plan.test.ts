import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { accountPlan } from "../../../../lib/aws/account-plan";

describe("The call for the account's plan", () => {
  let server: Server;
  let asked: { target: unknown; authorization: string; body: string };
  let answer: { status: number; body: object };

  before(async () => {
    server = createServer((request: IncomingMessage, response) => {
      void text(request).then((body) => {
        asked = { target: request.headers["x-amz-target"], authorization: request.headers.authorization ?? "", body };
        response.statusCode = answer.status;
        response.end(JSON.stringify(answer.body));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });

  const call = () =>
    accountPlan({
      credentials: () => Promise.resolve({ accessKeyId: "AKID", secretAccessKey: "secret" }),
      requestHandler: new NodeHttpHandler(),
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    });

  it("is signed for the one region that has it", async () => {
    answer = { status: 200, body: { accountPlanType: "FREE" } };
    expect(await call()).to.equal("FREE");
    expect(asked.target).to.equal("AWSFreeTierService.GetAccountPlanState");
    expect(asked.body).to.equal("{}");
    expect(asked.authorization).to.match(
      /^AWS4-HMAC-SHA256 Credential=AKID\/\d{8}\/us-east-1\/freetier\/aws4_request, SignedHeaders=.*host.*, Signature=[\da-f]{64}$/,
    );
  });

  it("fails by AWS's name for it", async () => {
    answer = { status: 400, body: { __type: "com.amazonaws#AccessDeniedException", message: "not authorized" } };
    const error = await call().catch((reason: unknown) => reason);
    const message = "GetAccountPlanState: AccessDeniedException: not authorized";
    expect(error).to.include({ name: "AccessDeniedException", message });
  });
});
