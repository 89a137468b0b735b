import { each, like } from "./checks";
import { rejectionsOf, type Rejection } from "./rejection";

const reject = rejectionsOf("ssm");
const put = ["PutParameter"];
const code = "ValidationException";

/** Maximum characters of a value, by tier: https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html */
const sizes: Readonly<Record<string, number>> = { Standard: 4096, Advanced: 8192, "Intelligent-Tiering": 8192 };

/** Parameter Store parameters: https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html */
export const ssm: readonly Rejection[] = [
  // A name with invalid characters, or a path that does not begin with a slash.
  reject(put, code, like("Name", /^(?:\/[a-zA-Z0-9_.-]+)+$|^[a-zA-Z0-9_.-]+$|^arn:/)),
  // More than 15 levels.
  reject(
    put,
    "HierarchyLevelLimitExceededException",
    each("Name", (name) =>
      name.split("/").length > 16 ? "A parameter name can have no more than 15 levels" : undefined,
    ),
  ),
  // A value that is too large for its tier.
  reject(put, code, (request) => {
    const limit = sizes[request.text("Tier") ?? "Standard"] ?? 4096;
    return (request.text("Value") ?? "").length > limit
      ? `The value is larger than the ${limit} characters that its tier allows`
      : undefined;
  }),
];
