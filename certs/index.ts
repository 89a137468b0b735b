export { Certificate, type CertificateArgs } from "./certificate";
export { dueForRenewal } from "./expiry";
export { ensureListenerCertificate } from "./swap";
