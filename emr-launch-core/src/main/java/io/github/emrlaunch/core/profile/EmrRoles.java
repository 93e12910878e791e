package io.github.emrlaunch.core.profile;

import io.github.emrlaunch.core.internal.ProductTags;
import io.github.emrlaunch.core.internal.Tokens;
import io.github.emrlaunch.core.internal.UniqueNames;
import io.github.emrlaunch.core.internal.Validation;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.iam.IInstanceProfile;
import software.amazon.awscdk.services.iam.IManagedPolicy;
import software.amazon.awscdk.services.iam.IRole;
import software.amazon.awscdk.services.iam.InstanceProfile;
import software.amazon.awscdk.services.iam.InstanceProfileAttributes;
import software.constructs.Construct;

/**
 * The roles of clusters as a separate construct, as an {@link EmrProfile} creates them: the service role, the instance
 * role, the auto-scaling role and the instance profile. For clusters without a profile, or for several profiles that
 * share the roles.
 *
 * <p>An app that loads a profile with these roles must trust them, unless their names are those that the profile would
 * create: {@code namePrefix("NAMESPACE_PROFILE")}.
 *
 * @see <a href="https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-iam-service-roles.html">IAM service roles</a>
 */
public final class EmrRoles extends Construct {
    private final ProfileRoles roles;
    private final IInstanceProfile instanceProfile;

    private EmrRoles(Builder builder) {
        super(builder.scope, builder.id);
        roles = new ProfileRoles(this, builder.namePrefix(), builder.settings());
        instanceProfile = InstanceProfile.fromInstanceProfileAttributes(
                this,
                "Reference",
                InstanceProfileAttributes.builder()
                        .instanceProfileArn(roles.instanceProfileArn())
                        .role(roles.instanceRole())
                        .build());
        ProductTags.add(this);
    }

    /** The service role, with {@code AmazonEMRServicePolicy_v2}, which may pass the other two. */
    public IRole getServiceRole() {
        return roles.serviceRole();
    }

    /** The instance role, which can read EMR's own artifacts and look up the default database of the Glue Data Catalog. */
    public IRole getInstanceRole() {
        return roles.instanceRole();
    }

    /** The auto-scaling role, with {@code AmazonElasticMapReduceforAutoScalingRole}. */
    public IRole getAutoScalingRole() {
        return roles.autoScalingRole();
    }

    /** The instance profile that contains the instance role, with the same name. */
    public IInstanceProfile getInstanceProfile() {
        return instanceProfile;
    }

    /** Builds {@link EmrRoles}. Required: {@link #namePrefix}. */
    public static final class Builder {
        private static final Pattern PREFIX = Pattern.compile("[A-Za-z0-9_+=,.@-]+");

        private final Construct scope;
        private final String id;
        private @Nullable String namePrefix;
        private @Nullable IManagedPolicy permissionsBoundary;
        private @Nullable String rolePath;

        private Builder(Construct scope, String id) {
            this.scope = scope;
            this.id = id;
        }

        /** Creates a builder of roles in this scope. */
        public static Builder create(Construct scope, String id) {
            return new Builder(scope, id);
        }

        /**
         * The prefix of the names of the roles and of the instance profile: {@code PREFIX-ServiceRole-REGION} and so
         * on. The names have at most 64 characters, including in the region with the longest name.
         */
        public Builder namePrefix(String namePrefix) {
            this.namePrefix = namePrefix;
            return this;
        }

        /** The permissions boundary of the roles. Default: none. */
        public Builder permissionsBoundary(IManagedPolicy permissionsBoundary) {
            this.permissionsBoundary = permissionsBoundary;
            return this;
        }

        /**
         * The path of the roles and the instance profile, such as {@code /emr/}. It cannot be changed after the
         * deployment: CloudFormation would have to replace the role, but the new role would have the same name.
         * Default: {@code /}.
         */
        public Builder rolePath(String rolePath) {
            this.rolePath = rolePath;
            return this;
        }

        /**
         * Adds the roles to the scope.
         *
         * @throws IllegalArgumentException if a property is missing, or has a value that AWS would refuse
         */
        public EmrRoles build() {
            return Validation.build(scope, id, this, this::check, EmrRoles::new);
        }

        private void check() {
            RoleSettings settings = settings();
            settings.requireValidNames(namePrefix());
            UniqueNames.of(scope)
                    .claim(
                            scope,
                            id,
                            settings.names(namePrefix(), Stack.of(scope).getRegion()));
        }

        private String namePrefix() {
            String prefix = Validation.required("namePrefix", namePrefix);
            if (Tokens.isUnresolved(prefix) || !PREFIX.matcher(prefix).matches()) {
                throw new IllegalArgumentException(
                        "'namePrefix' must match %s and be known at synth (it is part of physical names), got: %s"
                                .formatted(PREFIX, prefix));
            }
            return prefix;
        }

        private RoleSettings settings() {
            return new RoleSettings(null, null, null, null, permissionsBoundary, rolePath);
        }
    }
}
