import { describeSite } from "./support/running/describe-site";

describeSite({ stage: "stg", servers: 1, redirects: false });
