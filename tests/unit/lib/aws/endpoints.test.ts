import { checkEndpoints } from "../../../../lib/aws/endpoints";
import { UserError } from "../../../../lib/user-error";

describe("Endpoints of the AWS API", () => {
  it("are URLs, or empty", () => {
    checkEndpoints(
      { ec2: "http://127.0.0.1:5000" },
      { AWS_ENDPOINT_URL: "https://aws.example.com", AWS_PROFILE: "a b" },
    );
    checkEndpoints({}, { AWS_ENDPOINT_URL_EC2: "" });
  });

  it("are rejected by the name of the variable or the setting, with what is expected", () => {
    const expected = "is not the URL of an endpoint: expected http://HOST:PORT or https://HOST";
    for (const [endpoints, environment, start] of [
      [{}, { AWS_ENDPOINT_URL: "notaurl" }, 'AWS_ENDPOINT_URL: "notaurl"'],
      [{}, { AWS_ENDPOINT_URL_AUTO_SCALING: "localhost:5000" }, 'AWS_ENDPOINT_URL_AUTO_SCALING: "localhost:5000"'],
      [{ ec2: "127.0.0.1" }, {}, 'aws:endpoints: ec2: "127.0.0.1"'],
    ] as const) {
      expect(() => {
        checkEndpoints(endpoints, environment);
      })
        .to.throw(UserError, `${start} ${expected}`)
        .that.includes({ exitStatus: 2 });
    }
  });
});
