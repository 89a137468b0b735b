"""Runs moto's server with the given arguments, and ends when standard input does: with its parent process, however that ends."""

import os
import sys
import threading
from collections import Counter

threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()

from moto.autoscaling.models import FakeAutoScalingGroup  # noqa: E402
from moto.ec2.exceptions import InvalidRouteError, InvalidRouteTableIdError  # noqa: E402
from moto.ec2.models import EC2Backend  # noqa: E402
from moto.ec2.models.launch_templates import LaunchTemplate  # noqa: E402
from moto.ec2.responses.launch_templates import LaunchTemplates  # noqa: E402
from moto.ec2.utils import parse_user_data  # noqa: E402
from moto.elb.models import LoadBalancer  # noqa: E402
from moto.iam.access_control import IAMPolicyStatement, PermissionResult  # noqa: E402
from moto.server import main  # noqa: E402

import moto_domains  # noqa: E402

launch = FakeAutoScalingGroup.replace_autoscaling_group_instances
create_version = LaunchTemplates.create_launch_template_version
is_permitted = IAMPolicyStatement.is_action_permitted
delete_endpoints = EC2Backend.delete_vpc_endpoints


def launch_in_all_zones(group, count, tags):
    """Moto launches all of a group's instances in its first subnet; AWS balances them over its Availability Zones."""
    subnets, zones = group.vpc_zone_identifier, group.availability_zones
    if not subnets:
        launch(group, count, tags)
        return
    try:
        for _ in range(count):
            used = Counter(state.instance.subnet_id for state in group.instance_states)
            subnet = min(subnets.split(","), key=lambda one: used[one])
            group.vpc_zone_identifier = subnet
            group.availability_zones = [group.autoscaling_backend.ec2_backend.get_subnet(subnet).availability_zone]
            launch(group, 1, tags)
    finally:
        group.vpc_zone_identifier, group.availability_zones = subnets, zones


def create_version_with_user_data(request):
    """Moto cannot launch from a later version of a launch template that has user data: it decodes that of the first only."""
    read = request._get_param

    def with_user_data(name, default=None):
        value = read(name, default)
        return {**value, "UserData": parse_user_data(read(f"{name}.UserData"))} if name == "LaunchTemplateData" else value

    request._get_param = with_user_data
    return create_version(request)


def is_permitted_over_tls(statement, *args, **kwargs):
    """Moto does not know how a client reaches it, and applies what a bucket policy says about plain HTTP to all requests."""
    if statement._statement.get("Condition") == {"Bool": {"aws:SecureTransport": "false"}}:
        return PermissionResult.NEUTRAL
    return is_permitted(statement, *args, **kwargs)


def delete_endpoints_without_routes(backend, vpce_ids=None):
    """Moto keeps an endpoint when one of its route tables is gone, or has no route because the endpoint got the table later."""
    for endpoint in (backend.vpc_end_points.get(vpce_id) for vpce_id in vpce_ids or []):
        if endpoint and endpoint.vpc_endpoint_type.lower() != "interface":
            for table in endpoint.route_table_ids or []:
                try:
                    backend.delete_route(table, endpoint.destination_prefix_list_id)
                except (InvalidRouteError, InvalidRouteTableIdError):
                    pass
            endpoint.route_table_ids = []
    delete_endpoints(backend, vpce_ids)


def add_tag(balancer, key, value):
    """Moto rejects an eleventh tag of a load balancer; AWS a fifty-first, as the proxy does."""
    balancer.tags[key] = value


FakeAutoScalingGroup.replace_autoscaling_group_instances = launch_in_all_zones
EC2Backend.delete_vpc_endpoints = delete_endpoints_without_routes
LoadBalancer.add_tag = add_tag
# Moto returns the tags that a launch template was created with, whatever tags it has now.
LaunchTemplate.tags = property(LaunchTemplate.get_tags, lambda template, tags: None)
LaunchTemplates.create_launch_template_version = create_version_with_user_data
IAMPolicyStatement.is_action_permitted = is_permitted_over_tls
moto_domains.install()
main(sys.argv[1:])
