package io.github.emrlaunch.core.cluster;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The names of instance types: a family, a dot and a size. Which types EMR supports depends on release and region, and changes often.
 *
 * @see <a href="https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-type-names.html">Naming conventions of instance types</a>
 * @see <a href="https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_ec2.InstanceSize.html">InstanceSize</a>
 */
final class InstanceTypeRules {
    private static final Pattern NAME =
            Pattern.compile("[a-z][a-z0-9-]*\\.(nano|micro|small|medium|large|[0-9]*xlarge|metal(-[0-9]+xl)?)");

    private InstanceTypeRules() {}

    /** Returns warnings about instance types whose names have another form. AWS may add forms. */
    static List<String> warnings(RequestNode request) {
        RequestNode instances = request.get("Instances");
        return Stream.of(
                        Stream.of(OlderInstanceRules.MASTER_TYPE, OlderInstanceRules.WORKER_TYPE)
                                .map(instances::get),
                        instances.get("InstanceGroups").elements().stream().map(group -> group.get("InstanceType")),
                        instances.get("InstanceFleets").elements().stream()
                                .flatMap(fleet -> fleet.get("InstanceTypeConfigs").elements().stream())
                                .map(config -> config.get("InstanceType")))
                .flatMap(types -> types)
                .filter(type ->
                        !type.text().isEmpty() && !NAME.matcher(type.text()).matches())
                .map(type ->
                        "'%s' is %s, and names of instance types are a family and a size, such as m7g.xlarge, r5.4xlarge or m7i.metal-24xl. It is sent unchanged, and EMR may refuse it"
                                .formatted(type.path(), type.text()))
                .toList();
    }
}
