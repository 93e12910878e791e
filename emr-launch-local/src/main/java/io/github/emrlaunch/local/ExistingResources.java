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
 * Declares what is in the account before anything is deployed: what templates refer to but don't create, such as the default
 * roles of EMR or the subnets of a VPC that another team owns.
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

    /** Folders of definitions, before anything is declared. */
    public static final class Definitions {
        private final List<DefinitionFolder> read;

        private Definitions(List<DefinitionFolder> read) {
            this.read = List.copyOf(read);
        }

        /** Where they are. */
        public List<Path> folders() {
            return read.stream().map(DefinitionFolder::folder).toList();
        }

        /** The accounts that ARNs in them name. */
        public Set<String> accounts() {
            return all(DefinitionFolder::accounts);
        }

        /** The regions that ARNs in them name. */
        public Set<String> regions() {
            return all(DefinitionFolder::regions);
        }

        private Set<String> all(Function<DefinitionFolder, Set<String>> part) {
            return read.stream().flatMap(folder -> part.apply(folder).stream()).collect(Collectors.toSet());
        }

        /** Puts them into one folder. */
        public void copyTo(Path folder) {
            for (DefinitionFolder each : read) {
                Map<String, String> texts = new HashMap<>();
                each.documents().forEach((path, document) -> texts.put(path, document.toString()));
                DefinitionFolder.write(folder, texts);
            }
        }
    }

    /**
     * The definitions that declarations name. They are tried out on an emulator of their own, which is gone when this returns.
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
     * A role that every service can assume. It may do nothing itself; as the service role of clusters it does its work.
     *
     * @param name with its path before it, such as {@code service-role/etl}, where it has one
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
     * A role that every service can assume, and what it may do.
     *
     * @param name with its path before it where it has one
     * @param policyDocument an identity policy as JSON text
     * @throws IllegalArgumentException when the document is not a policy
     */
    public ExistingResources role(String name, String policyDocument) {
        iam.putInlinePolicy(nameOf(name), parsed("existing", policyDocument, Policy.Kind.INLINE));
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

    /** An instance profile and its role, each with its path before its name where it has one. */
    public ExistingResources instanceProfile(String name, String roleName) {
        role(roleName);
        iam.put(new InstanceProfile(
                nameOf(name),
                account.globalArn("iam", "instance-profile" + pathOf(name) + nameOf(name)),
                List.of(nameOf(roleName))));
        return this;
    }

    /** An SNS topic. */
    public ExistingResources topic(String name) {
        context.services().get(Topics.class).declare(name);
        return this;
    }

    /** A subnet; a private one unless its route table leads to an internet gateway. */
    public ExistingResources subnet(String id, boolean isPublic) {
        network().declareSubnet(id, account.region() + "a", isPublic);
        return this;
    }

    /**
     * A subnet of which nobody knows whether it is public: EMR's rules for public and for private subnets do not refuse a cluster in
     * it.
     */
    public ExistingResources subnet(String id) {
        network().declareSubnet(id, account.region() + "a", null);
        return this;
    }

    /**
     * The definitions of a folder, which {@code emr-launch export} writes, as Parameter Store holds them, and what they name in the
     * account: roles, instance profiles, security groups, subnets, security configurations, buckets of logs and artifacts, secrets with a
     * value that nobody has told, topics. The state machine of a launch function is not there: deploy its app.
     *
     * @throws IllegalArgumentException when there are none, a file is not a JSON object, or they are of another account or region
     */
    public ExistingResources definitions(Path folder) {
        DefinitionFolder definitions = DefinitionFolder.read(folder);
        folders.add(definitions);
        if (!onlyRead) {
            new DeclaredDefinitions(context, this).declare(definitions);
        }
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
     * A secret of Secrets Manager, encrypted with AWS's own key; it can be read by its name or its ARN.
     *
     * @param nameOrArn the ARN, which ends with six characters that AWS chose, where something names it
     */
    public ExistingResources secret(String nameOrArn, String secretString) {
        SecretsManager secrets = context.services().get(SecretsManager.class);
        if (nameOrArn.startsWith("arn:")) {
            secrets.declare(nameOrArn);
        }
        // Definitions may have declared it with a value that nobody has told.
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
                                .put("Tier", "Intelligent-Tiering")
                                .put("Overwrite", true));
        return this;
    }

    private Network network() {
        return context.services().get(Network.class);
    }
}
