package io.github.emrlaunch.local.internal.iam;

import io.github.emrlaunch.local.internal.aws.RequiredPermission;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A service-linked role that an account needs for clusters, or for clusters with Spot Instances. */
public enum ServiceLinkedRole {
    /** EMR uses it to terminate instances when the service role no longer can. */
    EMR_CLEANUP("elasticmapreduce.amazonaws.com", "AWSServiceRoleForEMRCleanup"),
    /** EC2 uses it to launch Spot Instances. */
    SPOT("spot.amazonaws.com", "AWSServiceRoleForEC2Spot");

    private final String service;
    private final String roleName;

    ServiceLinkedRole(String service, String roleName) {
        this.service = service;
        this.roleName = roleName;
    }

    /** Returns the role of a service, by its name in CreateServiceLinkedRole, such as {@code spot.amazonaws.com}. */
    public static Optional<ServiceLinkedRole> of(String awsServiceName) {
        return Arrays.stream(values())
                .filter(role -> role.service.equals(awsServiceName))
                .findFirst();
    }

    public String roleName() {
        return roleName;
    }

    /** Returns whether the account has the role. */
    public boolean isIn(Iam iam) {
        return iam.role(roleName).isPresent();
    }

    /** Creates the role. */
    public void createIn(Iam iam) {
        iam.declare(roleName, path());
    }

    /** Returns the permission that the first principal that needs the role must have. */
    public RequiredPermission creation(Iam iam) {
        return RequiredPermission.of("iam:CreateServiceLinkedRole", iam.roleArn(path(), roleName))
                .with("iam:AWSServiceName", List.of(service));
    }

    private String path() {
        return "/aws-service-role/" + service + "/";
    }
}
