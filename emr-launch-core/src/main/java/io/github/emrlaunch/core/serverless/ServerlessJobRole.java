package io.github.emrlaunch.core.serverless;

import io.github.emrlaunch.core.internal.Arns;
import io.github.emrlaunch.core.internal.BucketAccess;
import io.github.emrlaunch.core.internal.CdkNag;
import io.github.emrlaunch.core.internal.Copies;
import io.github.emrlaunch.core.internal.Policies;
import io.github.emrlaunch.core.internal.ProductTags;
import io.github.emrlaunch.core.internal.RolePolicies;
import io.github.emrlaunch.core.internal.S3Path;
import io.github.emrlaunch.core.internal.SecretAccess;
import io.github.emrlaunch.core.internal.SecretGrants;
import io.github.emrlaunch.core.internal.Tokens;
import io.github.emrlaunch.core.internal.UniqueNames;
import io.github.emrlaunch.core.internal.UniqueNames.Name;
import io.github.emrlaunch.core.internal.Validation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.Resource;
import software.amazon.awscdk.ResourceProps;
import software.amazon.awscdk.services.iam.IGrantable;
import software.amazon.awscdk.services.iam.IManagedPolicy;
import software.amazon.awscdk.services.iam.IPrincipal;
import software.amazon.awscdk.services.iam.IRole;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.iam.PrincipalWithConditions;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.s3.IBucket;
import software.amazon.awscdk.services.secretsmanager.ISecret;
import software.constructs.Construct;

/**
 * The runtime role of jobs. It has only the permissions that it is granted. Only EMR Serverless can assume it, for the applications
 * of this account, or only for named applications.
 *
 * @see <a href="https://docs.aws.amazon.com/emr/latest/EMR-Serverless-UserGuide/security-iam-runtime-role.html">Job runtime
 *     roles</a>
 */
public final class ServerlessJobRole extends Resource implements IGrantable {
    static final String SERVICE = "emr-serverless.amazonaws.com";

    /** Without characters that have a meaning in a policy. */
    private static final Pattern ROLE = Pattern.compile("arn:[a-z-]+:iam::([0-9]{12}|x+):role/[!-~&&[^*?$\\\\{}:]]+");

    private static final Pattern DATABASE = Pattern.compile("[A-Za-z0-9_-]{1,255}");
    private static final List<String> CATALOG = List.of(
            "glue:BatchCreatePartition",
            "glue:CreateDatabase",
            "glue:CreatePartition",
            "glue:CreateTable",
            "glue:DeleteTable",
            "glue:GetDatabase",
            "glue:GetDatabases",
            "glue:GetPartition",
            "glue:GetPartitions",
            "glue:GetTable",
            "glue:GetTables",
            "glue:GetUserDefinedFunctions",
            "glue:UpdateTable");
    private static final List<Map<String, Object>> FINDINGS = List.of(
            CdkNag.rule(
                    "AwsSolutions-IAM5",
                    "Resource::arn:.*:s3:::.*\\.elasticmapreduce/\\*",
                    "A public bucket of AWS with samples"),
            CdkNag.rule(
                    "AwsSolutions-IAM5",
                    "Resource::arn:.*:glue:.*:(table|userDefinedFunction)/[^/]+/\\*",
                    "A job creates tables with any name in a database that was granted to it"));

    private final IRole role;
    private final List<IServerlessApplication> applications;

    private ServerlessJobRole(Builder builder) {
        super(
                builder.scope,
                builder.id,
                ResourceProps.builder().environmentFromArn(builder.importedArn).build());
        applications = builder.applications == null ? List.of() : builder.applications;
        role = builder.importedArn == null
                ? make(builder.roleName, builder.permissionsBoundary)
                : Role.fromRoleArn(this, "Role", builder.importedArn);
    }

    private Role make(@Nullable String roleName, @Nullable IManagedPolicy permissionsBoundary) {
        Role made = Role.Builder.create(this, "Role")
                .roleName(roleName)
                .description("Jobs on EMR Serverless")
                .assumedBy(principal(applications))
                .permissionsBoundary(permissionsBoundary)
                .build();
        SecretGrants.check(made, "'grantRead' of the job role");
        getNode().setDefaultChild(Objects.requireNonNull(made.getNode().getDefaultChild()));
        ProductTags.add(this);
        return made;
    }

    /**
     * Imports a job role of another app. Permissions that it is granted here become a policy of this app's stack, attached to the role. The
     * applications that it trusts are unknown.
     *
     * @throws IllegalArgumentException when it is not the ARN of a role
     */
    public static ServerlessJobRole fromRoleArn(Construct scope, String id, String roleArn) {
        Builder builder = Builder.create(scope, id);
        builder.importedArn = Validation.at(scope, id, () -> requireRole(Validation.required("roleArn", roleArn)));
        return builder.build();
    }

    private static String requireRole(String roleArn) {
        if (!Tokens.isWholly(roleArn)
                && !ROLE.matcher(Tokens.withPlaceholders(roleArn)).matches()) {
            throw new IllegalArgumentException(
                    "'roleArn' must be the ARN of a role, such as arn:aws:iam::123456789012:role/jobs, got: '%s'"
                            .formatted(Tokens.readable(roleArn)));
        }
        return roleArn;
    }

    private static IPrincipal principal(List<IServerlessApplication> applications) {
        List<String> arns = applications.isEmpty()
                ? List.of(Arns.regional("emr-serverless", "/applications/*"))
                : applications.stream()
                        .map(IServerlessApplication::getApplicationArn)
                        .toList();
        Map<String, Object> conditions = new LinkedHashMap<>();
        conditions.put("StringEquals", Map.of("aws:SourceAccount", Aws.ACCOUNT_ID));
        conditions.put("ArnLike", Map.of("aws:SourceArn", arns.size() == 1 ? arns.get(0) : arns));
        return new PrincipalWithConditions(new ServicePrincipal(SERVICE), conditions);
    }

    /** Returns whether jobs of this application can have the role. */
    boolean isFor(IServerlessApplication application) {
        return applications.isEmpty()
                || applications.stream().anyMatch(one -> one.getApplicationId().equals(application.getApplicationId()));
    }

    /** Returns whether jobs of all applications can have the role. */
    boolean isForAny() {
        return applications.isEmpty();
    }

    /** The role. */
    public IRole getRole() {
        return role;
    }

    @Override
    public IPrincipal getGrantPrincipal() {
        return role;
    }

    /** Grants permission to read AWS's samples for EMR in this region, in the bucket {@code REGION.elasticmapreduce}. */
    public ServerlessJobRole grantReadSamples() {
        String bucket = Arns.shared("s3", Aws.REGION + ".elasticmapreduce");
        allow(List.of("s3:ListBucket"), bucket);
        allow(List.of("s3:GetObject"), bucket + "/*");
        return this;
    }

    /** Grants permission to read all objects of a bucket, and to decrypt with its key. */
    public ServerlessJobRole grantRead(IBucket bucket) {
        return grantRead(bucket, "*");
    }

    /**
     * Grants permission to read objects of a bucket, to list the bucket and to decrypt with its key.
     *
     * @param objectsKeyPattern the keys of the objects, without a slash at the beginning or end: {@code data/in/*} for a folder
     * @throws IllegalArgumentException when the pattern is empty, or begins or ends with a slash
     */
    public ServerlessJobRole grantRead(IBucket bucket, String objectsKeyPattern) {
        new BucketAccess(this).allowRead(bucket, S3Path.requirePattern(objectsKeyPattern), role);
        return this;
    }

    /** Grants permission to read the value of a secret, and to decrypt it with the secret's key. */
    public ServerlessJobRole grantRead(ISecret secret) {
        SecretAccess.allowRead(this, secret, role);
        return this;
    }

    /** Grants permission to read, write and delete all objects of a bucket, and to use its key. */
    public ServerlessJobRole grantReadWrite(IBucket bucket) {
        return grantReadWrite(bucket, "*");
    }

    /**
     * Grants permission to read, write and delete objects of a bucket, to list the bucket and to use its key. Spark deletes objects that it
     * overwrites, and temporary objects after it has renamed them.
     *
     * @param objectsKeyPattern the keys of the objects, without a slash at the beginning or end: {@code data/out/*} for a folder
     * @throws IllegalArgumentException when the pattern is empty, or begins or ends with a slash
     */
    public ServerlessJobRole grantReadWrite(IBucket bucket, String objectsKeyPattern) {
        new BucketAccess(this).allowWriteAndDelete(bucket, S3Path.requirePattern(objectsKeyPattern), role);
        return this;
    }

    /**
     * Grants permission to read and create databases with these names in the Glue Data Catalog, and their tables and partitions. Spark and
     * Hive
     * also access {@code default}, whichever database they use.
     *
     * @throws IllegalArgumentException when the list is empty, or a name is invalid
     */
    public ServerlessJobRole grantGlueDatabases(String... databases) {
        return grantGlueDatabases(Validation.list("databases", databases));
    }

    /** Grants permission to read and create databases with these names in the Glue Data Catalog, as a list. */
    public ServerlessJobRole grantGlueDatabases(List<String> databases) {
        if (Validation.list("databases", databases).isEmpty()) {
            throw new IllegalArgumentException("'databases' of the Glue Data Catalog must be named: there are none");
        }
        List<String> resources = new ArrayList<>();
        resources.add(Arns.regional("glue", "catalog"));
        for (String database : databases) {
            if (!DATABASE.matcher(Tokens.withPlaceholders(database)).matches()) {
                throw new IllegalArgumentException(
                        "'databases' of the Glue Data Catalog have letters, digits, _ and -, got: " + database);
            }
            resources.add(Arns.regional("glue", "database/" + database));
            resources.add(Arns.regional("glue", "table/%s/*".formatted(database)));
            resources.add(Arns.regional("glue", "userDefinedFunction/%s/*".formatted(database)));
        }
        allow(CATALOG, resources.toArray(String[]::new));
        return this;
    }

    private void allow(List<String> actions, String... resources) {
        RolePolicies.add(role, role, PolicyStatement.fromJson(Policies.allow(actions, resources)), FINDINGS);
    }

    /** A builder of job roles. Nothing is required. */
    public static final class Builder {
        /** <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html">CreateRole, RoleName</a> */
        private static final String ROLE_NAME = "[\\w+=,.@-]+";

        private static final int MAX_ROLE_NAME = 64;

        private final Construct scope;
        private final String id;
        private @Nullable String roleName;
        private @Nullable List<IServerlessApplication> applications;
        private @Nullable IManagedPolicy permissionsBoundary;

        /** The ARN of an imported role; null for a new one. */
        private @Nullable String importedArn;

        private Builder(Construct scope, String id) {
            this.scope = scope;
            this.id = id;
        }

        /** Creates a builder of a role in this scope. */
        public static Builder create(Construct scope, String id) {
            return new Builder(scope, id);
        }

        /** The role's name, at most 64 characters. Default: a generated name. */
        public Builder roleName(String roleName) {
            this.roleName = roleName;
            return this;
        }

        /** The only applications whose jobs can have the role, at least one. Default: all of this account and region. */
        public Builder applications(IServerlessApplication... applications) {
            return applications(Copies.of(applications));
        }

        /** The only applications whose jobs can have the role, at least one. Default: all of this account and region. */
        public Builder applications(List<? extends IServerlessApplication> applications) {
            this.applications = Copies.of(applications);
            return this;
        }

        /** The permissions boundary of the role. Default: none. */
        public Builder permissionsBoundary(IManagedPolicy permissionsBoundary) {
            this.permissionsBoundary = permissionsBoundary;
            return this;
        }

        /**
         * Adds the role to the scope.
         *
         * @throws IllegalArgumentException when the name is invalid, or the list of applications is empty
         */
        public ServerlessJobRole build() {
            return Validation.build(scope, id, this, this::check, ServerlessJobRole::new);
        }

        private void check() {
            if (applications != null && applications.isEmpty()) {
                throw new IllegalArgumentException(
                        "'applications' is empty, which would let jobs of all applications have the role. "
                                + "Name at least one application, or remove 'applications'");
            }
            if (roleName != null) {
                Validation.requireLength("The role", roleName, MAX_ROLE_NAME);
                if (!Tokens.isUnresolved(roleName)) {
                    if (!roleName.matches(ROLE_NAME)) {
                        throw new IllegalArgumentException(
                                "'roleName' must be letters, digits and _+=,.@-, got: '%s'".formatted(roleName));
                    }
                    UniqueNames.of(scope).claim(scope, id, List.of(Name.ofIam("IAM role", roleName, false)));
                }
            }
        }
    }
}
