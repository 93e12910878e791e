package io.github.emrlaunch.local.internal.iam;

import io.github.emrlaunch.local.internal.aws.RequiredPermission;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A service-linked role that an account needs before it can run clusters, or clusters with Spot Instances. */
public enum ServiceLinkedRole {
    /** With it EMR ends instances that a service role cannot end any more. */
    EMR_CLEANUP("elasticmapreduce.amazonaws.com", "AWSServiceRoleForEMRCleanup"),
    /** With it EC2 launches Spot Instances. */
    SPOT("spot.amazonaws.com", "AWSServiceRoleForEC2Spot");

    private final String service;
    private final String roleName;

    ServiceLinkedRole(String service, String roleName) {
        this.service = service;
        this.roleName = roleName;
    }

    /** The role of a service, by the name that CreateServiceLinkedRole takes, such as {@code spot.amazonaws.com}. */
    public static Optional<ServiceLinkedRole> of(String awsServiceName) {
        return Arrays.stream(values())
                .filter(role -> role.service.equals(awsServiceName))
                .findFirst();
    }

    public String roleName() {
        return roleName;
    }

    /** Whether the account has the role. */
    public boolean isIn(Iam iam) {
        return iam.role(roleName).isPresent();
    }

    /** Makes the role. */
    public void createIn(Iam iam) {
        iam.declare(roleName, path());
    }

    /** What whoever needs the role first must be allowed to do. */
    public RequiredPermission creation(Iam iam) {
        return RequiredPermission.of("iam:CreateServiceLinkedRole", iam.roleArn(path(), roleName))
                .with("iam:AWSServiceName", List.of(service));
    }

    private String path() {
        return "/aws-service-role/" + service + "/";
    }
}
