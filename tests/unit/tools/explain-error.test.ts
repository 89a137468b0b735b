import { UserError } from "../../../lib/user-error";
import { exitStatusOf, explain } from "../../../tools/explain-error";

function failure(name: string, message: string, code?: string): Error {
  return Object.assign(new Error(message), { name, ...(code === undefined ? {} : { code }) });
}

describe("An error of a command", () => {
  const cases: readonly (readonly [string, unknown, string, number])[] = [
    ["wrong use", new UserError("say which stage", 2), "say which stage", 2],
    [
      "missing credentials",
      failure("CredentialsProviderError", "Could not load credentials from any providers"),
      "No AWS credentials found (Could not load credentials from any providers): log in (aws sso login) or set AWS_PROFILE",
      1,
    ],
    [
      "expired credentials",
      failure("ExpiredToken", "The security token included in the request is expired."),
      "AWS denied the request: The security token included in the request is expired; log in again (aws sso login)",
      1,
    ],
    [
      "unknown credentials",
      failure("AuthFailure", "AWS was not able to validate the provided access credentials"),
      "AWS denied the request: AWS was not able to validate the provided access credentials; check your credentials with: aws sts get-caller-identity",
      1,
    ],
    [
      "a missing permission",
      failure("UnauthorizedOperation", "You are not authorized to perform this operation."),
      "AWS denied the request: You are not authorized to perform this operation; docs/iam/operate.json has the permissions that operators need",
      1,
    ],
    [
      "an unreachable endpoint",
      failure("Error", "getaddrinfo ENOTFOUND ec2.ap-northeast-1.amazonaws.com", "ENOTFOUND"),
      "Cannot reach AWS: getaddrinfo ENOTFOUND ec2.ap-northeast-1.amazonaws.com",
      1,
    ],
    ["anything else, by its first line", failure("Odd", "it broke.\nadvice for programmers"), "it broke", 1],
  ];
  for (const [what, error, message, status] of cases) {
    it(`has a message: ${what}`, () => {
      expect(explain(error, {})).to.deep.equal({ message, status });
    });
  }

  it("names the profile where one is set", () => {
    const { message } = explain(failure("CredentialsProviderError", "nothing found"), { AWS_PROFILE: "work" });
    expect(message).to.equal(
      "No AWS credentials found (nothing found): " +
        "AWS_PROFILE is work; log in with aws sso login --profile work, or set another profile",
    );
  });

  describe("becomes the exit status", () => {
    async function ended(error: Error) {
      let written = "";
      const status = await exitStatusOf(
        () => Promise.reject(error),
        (text) => (written += text),
      );
      return { status, written };
    }

    it("with a message, for what the reader can fix", async () => {
      expect(await ended(new UserError("no", 2))).to.deep.equal({ status: 2, written: "no\n" });
      const denied = Object.assign(new Error("Rate exceeded."), { name: "Throttling", $fault: "client" });
      expect(await ended(denied)).to.deep.equal({ status: 1, written: "Rate exceeded\n" });
    });

    it("with a stack trace, for a bug", async () => {
      const { status, written } = await ended(new TypeError("x is undefined"));
      expect(status).to.equal(1);
      expect(written).to.match(/^TypeError: x is undefined\n {4}at /);
    });
  });
});
