package io.github.emrlaunch.local;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.internal.aws.Account;
import io.github.emrlaunch.local.internal.aws.AwsException;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.ec2.Network;
import io.github.emrlaunch.local.internal.emr.EmrService;
import io.github.emrlaunch.local.internal.iam.Iam;
import io.github.emrlaunch.local.internal.iam.InstanceProfile;
import io.github.emrlaunch.local.internal.iam.MalformedPolicyException;
import io.github.emrlaunch.local.internal.iam.Policy;
import io.github.emrlaunch.local.internal.iam.ServiceLinkedRole;
import io.github.emrlaunch.local.internal.service.ServiceContext;
import java.util.List;

/**
 * Declares what is in the account before anything is deployed: what templates refer to but don't create, such as the default
 * roles of EMR or the subnets of a VPC that another team owns.
 */
public final class ExistingResources {
    private final ServiceContext context;
    private final Account account;
    private final Iam iam;

    ExistingResources(ServiceContext context) {
        this.context = context;
        this.account = context.account();
        this.iam = context.iam();
    }

    /**
     * A role of this name, with the path {@code /}, that every service can assume. It may do nothing itself; as the service role
     * of clusters it does its work.
     */
    public ExistingResources role(String name) {
        iam.declare(name, "/");
        return this;
    }

    /**
     * A role that every service can assume, and what it may do.
     *
     * @param policyDocument an identity policy as JSON text
     * @throws IllegalArgumentException when the document is not a policy
     */
    public ExistingResources role(String name, String policyDocument) {
        iam.putInlinePolicy(name, parsed("existing", policyDocument, Policy.Kind.INLINE));
        return role(name);
    }

    /**
     * A service-linked role, which an account has once it used a service. Without this the account is new: its first cluster
     * needs the permission to create the role of {@code elasticmapreduce.amazonaws.com}, and its first cluster with Spot
     * Instances needs a service role that may create the role of {@code spot.amazonaws.com}.
     *
     * @param awsServiceName as CreateServiceLinkedRole takes it
     * @throws IllegalArgumentException when the local emulator knows no service-linked role of the service
     */
    public ExistingResources serviceLinkedRole(String awsServiceName) {
        ServiceLinkedRole.of(awsServiceName)
                .orElseThrow(() -> new IllegalArgumentException(
                        "The local emulator knows no service-linked role of '" + awsServiceName + "'"))
                .createIn(iam);
        return this;
    }

    /**
     * A managed policy that roles of templates refer to, as a policy or as their permissions boundary.
     *
     * @param arn of a policy of the account, or of AWS's own
     * @param policyDocument JSON text
     * @throws IllegalArgumentException when the document is not a policy
     */
    public ExistingResources managedPolicy(String arn, String policyDocument) {
        iam.putManagedPolicy(parsed(arn, policyDocument, Policy.Kind.MANAGED));
        return this;
    }

    private static Policy parsed(String name, String document, Policy.Kind kind) {
        try {
            return Policy.parse(name, document, kind);
        } catch (MalformedPolicyException e) {
            throw new IllegalArgumentException("The policy '" + name + "' is malformed: " + e.getMessage(), e);
        }
    }

    /** An instance profile and its role. */
    public ExistingResources instanceProfile(String name, String roleName) {
        role(roleName);
        iam.put(new InstanceProfile(name, account.globalArn("iam", "instance-profile/" + name), List.of(roleName)));
        return this;
    }

    /** A subnet; a private one unless its route table leads to an internet gateway. */
    public ExistingResources subnet(String id, boolean isPublic) {
        network().declareSubnet(id, account.region() + "a", isPublic);
        return this;
    }

    /** A security group, by its id. */
    public ExistingResources securityGroup(String id) {
        network().putSecurityGroup(id);
        return this;
    }

    /** An EMR security configuration. */
    public ExistingResources securityConfiguration(String name) {
        context.services().get(EmrService.class).securityConfigurations().declare(name);
        return this;
    }

    /** A bucket of S3, empty unless its folder is there already. */
    public ExistingResources bucket(String name) {
        ObjectNode input = AwsJson.object().put("Bucket", name);
        if (!account.region().equals("us-east-1")) {
            input.putObject("CreateBucketConfiguration").put("LocationConstraint", account.region());
        }
        try {
            context.gateway().call(context.root(), "s3", "CreateBucket", input);
        } catch (AwsException e) {
            if (e.code().equals("InvalidBucketName")) {
                throw new IllegalArgumentException(
                        "'name' must be 3 to 63 lower-case letters, digits, dots and hyphens, as names of buckets are, got: "
                                + name,
                        e);
            }
            throw e;
        }
        return this;
    }

    /** A secret of Secrets Manager, encrypted with AWS's own key; it can be read by its name or its ARN. */
    public ExistingResources secret(String name, String secretString) {
        context.gateway()
                .call(
                        context.root(),
                        "secretsmanager",
                        "CreateSecret",
                        AwsJson.object().put("Name", name).put("SecretString", secretString));
        return this;
    }

    /** A parameter of Parameter Store, of type String. */
    public ExistingResources parameter(String name, String value) {
        context.gateway()
                .call(
                        context.root(),
                        "ssm",
                        "PutParameter",
                        AwsJson.object()
                                .put("Name", name)
                                .put("Value", value)
                                .put("Type", "String")
                                .put("Overwrite", true));
        return this;
    }

    private Network network() {
        return context.services().get(Network.class);
    }
}
