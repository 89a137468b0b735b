import type { Charges } from "../charge";
import { PRICES } from "../prices";
import { exactly } from "../range";
import { at, items } from "../stage";
import { addresses } from "./addresses";

/** AWS gives it at least one address in each subnet, and more of its own accord when there is much to do. */
export const loadBalancer: Charges = (balancer, _, { gbOut, gbIn }) => [
  {
    what: "Classic Load Balancer",
    part: "fixed",
    quantity: exactly(1),
    unit: "hour",
    price: PRICES.loadBalancerHour,
  },
  ...(at(balancer, "internal") === true ? [] : [addresses(items(balancer, "subnets").length)]),
  {
    what: "data through the load balancer",
    part: "usage",
    quantity: exactly(gbOut + gbIn),
    unit: "GB",
    price: PRICES.loadBalancerGb,
  },
];
