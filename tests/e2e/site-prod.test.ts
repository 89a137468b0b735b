import { describeSite } from "./support/running/describe-site";

describeSite({ stage: "prod", servers: 2, redirects: true });
