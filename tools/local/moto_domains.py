"""Corrects moto's ACM and Route 53, where they accept what AWS rejects."""

import hashlib

from moto.acm.exceptions import AWSError
from moto.acm.models import AWSCertificateManagerBackend, CertBundle, acm_backends
from moto.acm.responses import AWSCertificateManagerResponse
from moto.elb.exceptions import ELBClientError
from moto.elb.models import ELBBackend, elb_backends
from moto.route53.exceptions import Route53ClientError
from moto.route53.models import Route53Backend, route53_backends

describe_certificate = CertBundle.describe
get_certificate = AWSCertificateManagerResponse.get_certificate
delete_certificate = AWSCertificateManagerBackend.delete_certificate
change_records = Route53Backend.change_resource_record_sets


class ResourceInUse(AWSError):
    TYPE = "ResourceInUseException"


def describe_with_records(certificate):
    """Moto asks for the same record for all domains; ACM for one for each domain of an account."""
    result = describe_certificate(certificate)
    account = certificate.arn.split(":")[4]
    for option in result["Certificate"].get("DomainValidationOptions", []):
        domain = option["DomainName"].removeprefix("*.")
        token = hashlib.sha256(f"{account} {domain}".encode()).hexdigest()
        option["ResourceRecord"]["Name"] = f"_{token[:32]}.{domain}."
        option["ResourceRecord"]["Value"] = f"_{token[32:]}.zfyfvmchrl.acm-validations.aws."
    users = load_balancers_with(certificate.arn)
    result["Certificate"]["InUseBy"] = users
    # https://docs.aws.amazon.com/acm/latest/userguide/managed-renewal.html
    is_renewed = users and certificate.type == "AMAZON_ISSUED" and certificate.status == "ISSUED"
    result["Certificate"]["RenewalEligibility"] = "ELIGIBLE" if is_renewed else "INELIGIBLE"
    return result


def issue_when_validated(certificate):
    """Moto issues a certificate after a minute; ACM once it finds the validation records in the DNS."""
    if certificate.type != "AMAZON_ISSUED" or certificate.status != "PENDING_VALIDATION":
        return
    _, partition, _, _, account, _ = certificate.arn.split(":", 5)
    present = {
        (record.name.rstrip("."), value.rstrip("."))
        for zone in route53_backends[account][partition].zones.values()
        if not zone.private_zone
        for record in zone.rrsets
        if record.type == "CNAME"
        for value in record.records
    }
    options = describe_with_records(certificate)["Certificate"]["DomainValidationOptions"]
    wanted = {tuple(option["ResourceRecord"][part].rstrip(".") for part in ("Name", "Value")) for option in options}
    if wanted <= present:
        certificate.status = "ISSUED"


def delete_unused_certificate(backend, arn):
    """Moto deletes a certificate that a load balancer uses."""
    if load_balancers_with(arn):
        raise ResourceInUse(f"Certificate {arn} in account {backend.account_id} is in use.")
    delete_certificate(backend, arn)


class RequestInProgress(AWSError):
    TYPE = "RequestInProgressException"


def get_issued_certificate(response):
    """Moto returns a certificate before it is issued."""
    arn = response._get_param("CertificateArn")
    certificate = response.acm_backend._certificates.get(arn)
    if certificate is not None:
        certificate.check()
        if certificate.status == "PENDING_VALIDATION":
            raise RequestInProgress(f"Certificate {arn} is not issued yet.")
    return get_certificate(response)


def load_balancers_with(arn):
    _, _, _, region, account, _ = arn.split(":", 5)
    return [
        f"arn:aws:elasticloadbalancing:{region}:{account}:loadbalancer/{balancer.name}"
        for balancer in elb_backends[account][region].load_balancers.values()
        if any(listener.ssl_certificate_id == arn for listener in balancer.listeners)
    ]


def only_issued(change, arns_of):
    """Moto gives a load balancer a certificate that does not exist or has not been issued."""

    def checked(backend, *args, **kwargs):
        certificates = acm_backends[backend.account_id][backend.region_name]._certificates
        for arn in arns_of(*args, **kwargs):
            if arn and ":acm:" in arn:
                certificate = certificates.get(arn)
                if certificate is not None:
                    certificate.check()
                if certificate is None or certificate.status != "ISSUED":
                    raise ELBClientError("CertificateNotFound", f"Server Certificate not found for the key: {arn}")
        return change(backend, *args, **kwargs)

    return checked


def arns_of_ports(ports):
    return [port.get("ssl_certificate_id", port.get("SSLCertificateId")) for port in ports]


def change_valid_records(backend, zoneid, change_list):
    """Moto creates a record that exists, records of other domains, and aliases of load balancers that do not exist."""
    zone = backend.get_hosted_zone(zoneid)
    present = {(record.name.rstrip("."), record.type) for record in zone.rrsets}
    for change in change_list:
        record = change["ResourceRecordSet"]
        name, kind = record["Name"].rstrip("."), record["Type"]
        if name != zone.name.rstrip(".") and not name.endswith(f".{zone.name.rstrip('.')}"):
            raise rejected_change(f"RRSet with DNS name {name}. is not permitted in zone {zone.name}")
        if change["Action"] == "DELETE":
            # A later change of the same request may create it again.
            present.discard((name, kind))
            continue
        if change["Action"] == "CREATE" and (name, kind) in present and "SetIdentifier" not in record:
            raise rejected_change(
                f"Tried to create resource record set [name='{name}.', type='{kind}'] but it already exists"
            )
        others = {other for owner, other in present if owner == name} - {kind}
        if others and ("CNAME" in others or kind == "CNAME"):
            raise rejected_change(
                f"RRSet of type {kind} with DNS name {name}. is not permitted as it conflicts with other records "
                f"with the same DNS name in zone {zone.name}"
            )
        target = record.get("AliasTarget", {}).get("DNSName", "").rstrip(".").lower()
        if target.endswith(".elb.amazonaws.com") and not has_load_balancer(backend.account_id, target):
            raise rejected_change(
                f"Tried to create an alias that targets {target}., type {kind}, but the alias target name does not exist"
            )
        present.add((name, kind))
    return change_records(backend, zoneid, change_list)


def rejected_change(message):
    return Route53ClientError("InvalidChangeBatch", f"[{message}]")


def has_load_balancer(account, name):
    # The names differ in their region, which moto does not know.
    found = name.removeprefix("dualstack.").split(".")[0]
    return any(
        balancer.dns_name.split(".")[0].lower() == found
        for backend in elb_backends[account].values()
        for balancer in backend.load_balancers.values()
    )


def install():
    CertBundle.describe = describe_with_records
    CertBundle.check = issue_when_validated
    AWSCertificateManagerResponse.get_certificate = get_issued_certificate
    AWSCertificateManagerBackend.delete_certificate = delete_unused_certificate
    Route53Backend.change_resource_record_sets = change_valid_records
    ELBBackend.create_load_balancer = only_issued(
        ELBBackend.create_load_balancer, lambda *_, ports=(), **__: arns_of_ports(ports)
    )
    ELBBackend.create_load_balancer_listeners = only_issued(
        ELBBackend.create_load_balancer_listeners, lambda name, ports: arns_of_ports(ports)
    )
    ELBBackend.set_load_balancer_listener_ssl_certificate = only_issued(
        ELBBackend.set_load_balancer_listener_ssl_certificate, lambda name, lb_port, ssl_certificate_id: [ssl_certificate_id]
    )
