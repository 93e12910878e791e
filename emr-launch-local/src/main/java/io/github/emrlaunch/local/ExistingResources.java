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
import io.github.emrlaunch.local.internal.secretsmanager.SecretsManager;
import io.github.emrlaunch.local.internal.service.ServiceContext;
import io.github.emrlaunch.local.internal.sns.Topics;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Declares resources that exist in the account before the first deployment: resources that templates refer to but do not create,
 * such as the default roles of EMR or the subnets of a VPC that another team owns.
 */
public final class ExistingResources {
    private final ServiceContext context;
    private final Account account;
    private final Iam iam;
    private final boolean onlyRead;
    private final List<DefinitionFolder> folders = new ArrayList<>();

    ExistingResources(ServiceContext context) {
        this(context, false);
    }

    private ExistingResources(ServiceContext context, boolean onlyRead) {
        this.onlyRead = onlyRead;
        this.context = context;
        this.account = context.account();
        this.iam = context.iam();
    }

    /** Folders of definitions that are read before anything is declared. */
    public static final class Definitions {
        private final List<DefinitionFolder> read;

        private Definitions(List<DefinitionFolder> read) {
            this.read = List.copyOf(read);
        }

        /** Returns the folders. */
        public List<Path> folders() {
            return read.stream().map(DefinitionFolder::folder).toList();
        }

        /** Returns the accounts of the ARNs in the definitions. */
        public Set<String> accounts() {
            return all(DefinitionFolder::accounts);
        }

        /** Returns the regions of the ARNs in the definitions. */
        public Set<String> regions() {
            return all(DefinitionFolder::regions);
        }

        private Set<String> all(Function<DefinitionFolder, Set<String>> part) {
            return read.stream().flatMap(folder -> part.apply(folder).stream()).collect(Collectors.toSet());
        }

        /** Copies all definitions into one folder. */
        public void copyTo(Path folder) {
            for (DefinitionFolder each : read) {
                Map<String, String> texts = new HashMap<>();
                each.documents().forEach((path, document) -> texts.put(path, document.toString()));
                DefinitionFolder.write(folder, texts);
            }
        }
    }

    /**
     * Returns the definitions that declarations name. The declarations are tried on a separate emulator, which is closed before this
     * method returns.
     *
     * @throws IllegalArgumentException as the declarations do
     */
    public static Definitions definitionsOf(List<Consumer<ExistingResources>> declarations) {
        if (declarations.isEmpty()) {
            return new Definitions(List.of());
        }
        try (LocalAws aws = LocalAws.start()) {
            ExistingResources existing = new ExistingResources(aws.existing().context, true);
            declarations.forEach(declaration -> declaration.accept(existing));
            return new Definitions(existing.folders);
        }
    }

    /**
     * Declares a role that every service can assume. The role has no permissions. As the service role of clusters, it works.
     *
     * @param name the name of the role, with its path if it has one, such as {@code service-role/etl}
     */
    public ExistingResources role(String name) {
        iam.declare(nameOf(name), pathOf(name));
        return this;
    }

    private static String nameOf(String pathAndName) {
        return pathAndName.substring(pathAndName.lastIndexOf('/') + 1);
    }

    private static String pathOf(String pathAndName) {
        return ("/" + pathAndName.substring(0, pathAndName.lastIndexOf('/') + 1)).replace("//", "/");
    }

    /**
     * Declares a role that every service can assume, with its permissions.
     *
     * @param name the name of the role, with its path if it has one
     * @param policyDocument an identity policy as JSON text
     * @throws IllegalArgumentException when the document is not a policy
     */
    public ExistingResources role(String name, String policyDocument) {
        iam.putInlinePolicy(nameOf(name), parsed("existing", policyDocument, Policy.Kind.INLINE));
        return role(name);
    }

    /**
     * Declares a service-linked role. An account has one after it first uses a service. Without this declaration the account is new:
     * its first cluster needs the permission to create the role of {@code elasticmapreduce.amazonaws.com}, and its first cluster with
     * Spot
     * Instances needs a service role that may create the role of {@code spot.amazonaws.com}.
     *
     * @param awsServiceName the service, as in CreateServiceLinkedRole
     * @throws IllegalArgumentException when the local emulator does not know a service-linked role of the service
     */
    public ExistingResources serviceLinkedRole(String awsServiceName) {
        ServiceLinkedRole.of(awsServiceName)
                .orElseThrow(() -> new IllegalArgumentException(
                        "The local emulator knows no service-linked role of '" + awsServiceName + "'"))
                .createIn(iam);
        return this;
    }

    /**
     * Declares a managed policy that roles of templates refer to, as a policy or as their permissions boundary.
     *
     * @param arn the ARN of a customer managed or an AWS managed policy
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

    /** Declares an instance profile and its role. Each name has its path if there is one. */
    public ExistingResources instanceProfile(String name, String roleName) {
        role(roleName);
        iam.put(new InstanceProfile(
                nameOf(name),
                account.globalArn("iam", "instance-profile" + pathOf(name) + nameOf(name)),
                List.of(nameOf(roleName))));
        return this;
    }

    /** Declares an SNS topic. */
    public ExistingResources topic(String name) {
        context.services().get(Topics.class).declare(name);
        return this;
    }

    /** Declares a subnet. A subnet is private unless its route table has a route to an internet gateway. */
    public ExistingResources subnet(String id, boolean isPublic) {
        network().declareSubnet(id, account.region() + "a", isPublic);
        return this;
    }

    /**
     * Declares a subnet without stating whether it is public. EMR's rules for public and private subnets do not reject a cluster in it.
     */
    public ExistingResources subnet(String id) {
        network().declareSubnet(id, account.region() + "a", null);
        return this;
    }

    /**
     * Declares the definitions of a folder, as {@code emr-launch export} writes it, in Parameter Store, and the resources that they
     * name: roles, instance profiles, security groups, subnets, security configurations, buckets of logs and artifacts, secrets with a
     * generated value, topics. The state machine of a launch function is not declared: deploy its app.
     *
     * @throws IllegalArgumentException when the folder has no definitions, a file is not a JSON object, or the definitions are of another
     *     account or region
     */
    public ExistingResources definitions(Path folder) {
        DefinitionFolder definitions = DefinitionFolder.read(folder);
        folders.add(definitions);
        if (!onlyRead) {
            new DeclaredDefinitions(context, this).declare(definitions);
        }
        return this;
    }

    /** Declares a security group by its id. */
    public ExistingResources securityGroup(String id) {
        network().putSecurityGroup(id);
        return this;
    }

    /** Declares an EMR security configuration. */
    public ExistingResources securityConfiguration(String name) {
        context.services().get(EmrService.class).securityConfigurations().declare(name);
        return this;
    }

    /** Declares an S3 bucket. It is empty unless its folder exists. */
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
                        "'name' must be 3 to 63 lower-case letters, digits, dots and hyphens, as names of buckets are,"
                                + " got: "
                                + name,
                        e);
            }
            throw e;
        }
        return this;
    }

    /**
     * Declares a secret of Secrets Manager, encrypted with the AWS managed key. It can be read by its name or its ARN.
     *
     * @param nameOrArn the name, or the ARN with the six characters that AWS adds when a resource refers to the ARN
     */
    public ExistingResources secret(String nameOrArn, String secretString) {
        SecretsManager secrets = context.services().get(SecretsManager.class);
        if (nameOrArn.startsWith("arn:")) {
            secrets.declare(nameOrArn);
        }
        // Definitions may have declared the secret with a generated value.
        boolean isThere = secrets.exists(nameOrArn);
        context.gateway()
                .call(
                        context.root(),
                        "secretsmanager",
                        isThere ? "PutSecretValue" : "CreateSecret",
                        AwsJson.object()
                                .put(isThere ? "SecretId" : "Name", nameOrArn)
                                .put("SecretString", secretString));
        return this;
    }

    /** Declares a parameter of Parameter Store with the type String. */
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
                                .put("Tier", "Intelligent-Tiering")
                                .put("Overwrite", true));
        return this;
    }

    private Network network() {
        return context.services().get(Network.class);
    }
}
