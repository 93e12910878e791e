package io.github.emrlaunch.core.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.TestStack;
import io.github.emrlaunch.core.cluster.ClusterConfiguration;
import io.github.emrlaunch.core.cluster.EmrConfiguration;
import io.github.emrlaunch.definitions.DefinitionDirectory;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.EmrProfileDefinition;
import io.github.emrlaunch.definitions.EmrProfileNotFoundException;
import io.github.emrlaunch.definitions.Json;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Environment;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.assertions.Annotations;
import software.amazon.awscdk.assertions.Match;
import software.amazon.awscdk.assertions.Template;
import software.amazon.awscdk.regioninfo.RegionInfo;
import software.amazon.awscdk.services.ec2.IVpc;
import software.amazon.awscdk.services.ec2.Peer;
import software.amazon.awscdk.services.ec2.Port;
import software.amazon.awscdk.services.ec2.SubnetConfiguration;
import software.amazon.awscdk.services.ec2.SubnetType;
import software.amazon.awscdk.services.ec2.Vpc;
import software.amazon.awscdk.services.iam.IRole;
import software.amazon.awscdk.services.iam.ManagedPolicy;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.kms.Key;
import software.amazon.awscdk.services.s3.Bucket;
import software.amazon.awscdk.services.s3.IBucket;

class EmrProfileTest {
    private static final Path STORED_BY_PYTHON = Path.of("../emr-launch-definitions/src/test/resources/python-2.0.1");

    private final TestStack test = TestStack.create();

    @Test
    void storesDocumentLikePythonLibrary() {
        EmrProfile.Builder.create(test.stack(), "Profile")
                .profileName("etl")
                .namespace("analytics")
                .description("for people")
                .vpc(test.vpc())
                .logsBucket(Bucket.fromBucketName(test.stack(), "Logs", "logs"))
                .artifactsBucket(Bucket.fromBucketName(test.stack(), "Artifacts", "artifacts"))
                .artifactsPath("code")
                .build();

        ObjectNode stored = test.parameter("/emr_launch/emr_profiles/analytics/etl");

        ObjectNode python = new DefinitionDirectory(STORED_BY_PYTHON)
                .get(io.github.emrlaunch.definitions.DefinitionType.EMR_PROFILE, DefinitionName.of("sse-s3-profile"))
                .toJson();
        assertThat(stored.fieldNames())
                .toIterable()
                .containsSubsequence(python::fieldNames)
                .endsWith("InstanceMetadataServiceConfiguration");
        assertThat(stored).isEqualTo(Json.parse("""
                        {"ProfileName": "etl", "Namespace": "analytics", "Vpc": "<Vpc>",
                         "MutableInstanceRole": true, "MutableSecurityGroups": true,
                         "SecurityGroups": {"MasterGroup": "<ProfileMasterGroup.GroupId>",
                           "WorkersGroup": "<ProfileWorkersGroup.GroupId>",
                           "ServiceGroup": "<ProfileServiceGroup.GroupId>"},
                         "Roles": {"ServiceRole": "<ProfileServiceRole.Arn>",
                           "InstanceRole": "<ProfileInstanceRole.Arn>",
                           "InstanceProfile": "<ProfileInstanceProfile.Arn>",
                           "AutoScalingRole": "<ProfileAutoScalingRole.Arn>"},
                         "ArtifactsBucket": "artifacts", "ArtifactsPath": "code",
                         "LogsBucket": "logs", "LogsPath": "elasticmapreduce/analytics/etl/",
                         "S3EncryptionConfiguration": {"EncryptionMode": "SSE-S3"},
                         "LocalDiskEncryptionConfiguration": null, "TLSCertificateConfiguration": null,
                         "KerberosConfiguration": null, "KerberosAttributesSecret": null, "EmrFsConfiguration": null,
                         "LakeFormationConfiguration": null,
                         "SecurityConfiguration": "<ProfileSecurityConfiguration>",
                         "Description": "for people",
                         "InstanceMetadataServiceConfiguration":
                           {"MinimumInstanceMetadataServiceVersion": 2, "HttpPutResponseHopLimit": 1}}"""));
        test.template()
                .hasResourceProperties("AWS::SSM::Parameter", Map.of("Type", "String", "Tier", "Intelligent-Tiering"));
    }

    @Test
    void encryptsAtRestAndRequiresImdsv2() {
        test.profile();

        test.template()
                .hasResourceProperties(
                        "AWS::EMR::SecurityConfiguration",
                        Map.of(
                                "SecurityConfiguration",
                                Map.of(
                                        "EncryptionConfiguration",
                                        Map.of(
                                                "EnableInTransitEncryption",
                                                false,
                                                "EnableAtRestEncryption",
                                                true,
                                                "AtRestEncryptionConfiguration",
                                                Map.of(
                                                        "S3EncryptionConfiguration",
                                                        Map.of("EncryptionMode", "SSE-S3"))),
                                        "InstanceMetadataServiceConfiguration",
                                        Map.of(
                                                "MinimumInstanceMetadataServiceVersion",
                                                2,
                                                "HttpPutResponseHopLimit",
                                                1))));
    }

    @Test
    void namesRolesAndInstanceProfileByProfileName() {
        test.profile();

        assertThat(test.properties("AWS::IAM::Role"))
                .extracting(role -> TestStack.text(role.path("RoleName")))
                .containsExactlyInAnyOrder(
                        "default_etl-ServiceRole-<AWS::Region>",
                        "default_etl-InstanceRole-<AWS::Region>",
                        "default_etl-AutoScalingRole-<AWS::Region>");
        assertThat(test.properties("AWS::IAM::InstanceProfile")).singleElement().satisfies(profile -> assertThat(
                        profile.path("InstanceProfileName"))
                .isEqualTo(profile.path("Roles").path(0)));
    }

    @Test
    void serviceRoleMayPassOnlyRolesOfProfile() {
        test.profile();

        ObjectNode serviceRole = role("ServiceRole");

        assertThat(TestStack.text(serviceRole.path("ManagedPolicyArns").path(0)))
                .isEqualTo("arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonEMRServicePolicy_v2");
        JsonNode statements = serviceRole.at("/Policies/0/PolicyDocument/Statement");
        assertThat(statements)
                .allSatisfy(statement ->
                        assertThat(statement.path("Action").asText()).isEqualTo("iam:PassRole"))
                .extracting(statement -> TestStack.text(statement.path("Resource"))
                        + statement
                                .at("/Condition/StringLike/iam:PassedToService")
                                .asText())
                .containsExactly(
                        "<ProfileInstanceRole.Arn>ec2.amazonaws.com*",
                        "<ProfileAutoScalingRole.Arn>application-autoscaling.amazonaws.com*");
        assertThat(serviceRole
                        .at("/AssumeRolePolicyDocument/Statement/0/Condition")
                        .toString())
                .contains("aws:SourceAccount", "aws:SourceArn");
    }

    @Test
    void serviceRoleMayCreateSpotServiceLinkedRole() {
        test.profile();

        JsonNode statement = role("ServiceRole").at("/Policies/1/PolicyDocument/Statement/0");
        assertThat(statement.path("Action").asText()).isEqualTo("iam:CreateServiceLinkedRole");
        assertThat(TestStack.text(statement.path("Resource")))
                .isEqualTo("arn:<AWS::Partition>:iam::<AWS::AccountId>:role/aws-service-role/spot.amazonaws.com*/"
                        + "AWSServiceRoleForEC2Spot*");
        assertThat(statement.at("/Condition/StringLike/iam:AWSServiceName").asText())
                .isEqualTo("spot.amazonaws.com*");
    }

    @Test
    void instanceRoleReachesOnlyLogsPathAndArtifactsBucket() {
        EmrProfile.Builder.create(test.stack(), "Profile")
                .profileName("etl")
                .vpc(test.vpc())
                .logsBucket(Bucket.fromBucketName(test.stack(), "Logs", "logs"))
                .logsPath("emr")
                .artifactsBucket(Bucket.fromBucketName(test.stack(), "Artifacts", "artifacts"))
                .build();

        List<String> objects = test.properties("AWS::IAM::Policy").stream()
                .flatMap(policy -> policy.at("/PolicyDocument/Statement").findValues("Resource").stream())
                .flatMap(resources -> resources.findParents("Fn::Join").stream())
                .map(TestStack::text)
                .filter(arn -> arn.contains("/"))
                .toList();

        assertThat(objects)
                .containsExactlyInAnyOrder(
                        "arn:<AWS::Partition>:s3:::logs/emr/*", "arn:<AWS::Partition>:s3:::artifacts/*");
    }

    @Test
    void tagsSecurityGroupsVpcAndSubnetsForManagedPolicies() {
        test.profile();

        for (String type : List.of("AWS::EC2::SecurityGroup", "AWS::EC2::VPC", "AWS::EC2::Subnet")) {
            test.template()
                    .allResourcesProperties(
                            type,
                            Match.objectLike(Map.of(
                                    "Tags",
                                    Match.arrayWith(List.of(Map.of(
                                            "Key", "for-use-with-amazon-emr-managed-policies", "Value", "true"))))));
        }
    }

    @Test
    void warnsAboutImportedSubnetsWithoutTags() {
        EmrProfile.Builder.create(test.stack(), "Profile")
                .profileName("etl")
                .vpc(test.importedVpc())
                .build();

        Annotations.fromStack(test.stack())
                .hasWarning(
                        "/Stack/Profile",
                        Match.stringLikeRegexp(
                                "its subnets must have the tag for-use-with-amazon-emr-managed-policies=true"));
    }

    @Test
    void createsServiceGroupOnlyForPrivateSubnets() {
        Vpc publicOnly = Vpc.Builder.create(test.stack(), "PublicVpc")
                .natGateways(0)
                .subnetConfiguration(List.of(SubnetConfiguration.builder()
                        .name("Public")
                        .subnetType(SubnetType.PUBLIC)
                        .build()))
                .build();

        EmrProfile inPublic = EmrProfile.Builder.create(test.stack(), "Public")
                .profileName("public")
                .vpc(publicOnly)
                .build();
        EmrProfile inPrivate = test.profile();
        EmrProfile asTold = EmrProfile.Builder.create(test.stack(), "AsTold")
                .profileName("as-told")
                .vpc(test.importedVpc())
                .privateSubnets(false)
                .build();

        assertThat(inPublic.getServiceGroup()).isNull();
        assertThat(inPublic.getDefinition().securityGroups().serviceGroup()).isNull();
        assertThat(inPrivate.getServiceGroup()).isNotNull();
        assertThat(asTold.getServiceGroup()).isNull();
    }

    @Test
    void securityGroupsAllowNoAddressRanges() {
        test.profile();

        assertThat(test.properties("AWS::EC2::SecurityGroupIngress"))
                .isNotEmpty()
                .allSatisfy(
                        rule -> assertThat(rule.has("SourceSecurityGroupId")).isTrue())
                .noneSatisfy(rule -> assertThat(rule.has("CidrIp")).isTrue());
        assertThat(test.properties("AWS::EC2::SecurityGroup"))
                .noneSatisfy(
                        group -> assertThat(group.has("SecurityGroupIngress")).isTrue());
    }

    @Test
    void rejectsSecurityGroupOpenToWorldDuringSynthesis() {
        EmrProfile profile = test.profile();
        profile.getMasterGroup().addIngressRule(Peer.anyIpv4(), Port.tcp(8888), "notebooks for everybody");

        assertThatThrownBy(test::template)
                .hasMessageContaining("MasterGroup must not be open to the world, but has the ingress rule")
                .hasMessageContaining("8888")
                .hasMessageContaining("Allow only the addresses that need it");
    }

    @Test
    void acceptsIngressRuleForAddressRange() {
        EmrProfile profile = test.profile();
        profile.getMasterGroup().addIngressRule(Peer.ipv4("198.51.100.0/24"), Port.tcp(22), "SSH from the office");

        assertThat(test.properties("AWS::EC2::SecurityGroup")).anySatisfy(group -> assertThat(
                        group.at("/SecurityGroupIngress/0/CidrIp").asText())
                .isEqualTo("198.51.100.0/24"));
    }

    @Test
    void usesGivenSecurityGroupsUnchanged() {
        EmrProfile profile = EmrProfile.Builder.create(test.stack(), "Profile")
                .profileName("etl")
                .vpc(test.vpc())
                .securityGroups(
                        test.securityGroup("sg-0123456789abcdef1"),
                        test.securityGroup("sg-0123456789abcdef2"),
                        test.securityGroup("sg-0123456789abcdef3"))
                .build();

        assertThat(profile.getDefinition().securityGroups())
                .isEqualTo(new EmrProfileDefinition.SecurityGroups(
                        "sg-0123456789abcdef1", "sg-0123456789abcdef2", "sg-0123456789abcdef3"));
        assertThat(test.properties("AWS::EC2::SecurityGroup")).isEmpty();
        assertThat(test.properties("AWS::EC2::SecurityGroupIngress")).isEmpty();
        Annotations.fromStack(test.stack())
                .hasWarning(
                        "/Stack/Profile",
                        Match.stringLikeRegexp(
                                "The security group sg-0123456789abcdef1 is not part of this app: it must have the tag"));
    }

    @Test
    void givenServiceRoleMayPassOtherRoles() {
        EmrProfile.Builder.create(test.stack(), "Profile")
                .profileName("etl")
                .vpc(test.importedVpc())
                .serviceRole(Role.Builder.create(test.stack(), "Mine")
                        .assumedBy(new ServicePrincipal("elasticmapreduce.amazonaws.com"))
                        .build())
                .build();

        assertThat(test.statements("Mine"))
                .containsExactly(
                        "iam:PassRole on <ProfileInstanceRole.Arn>", "iam:PassRole on <ProfileAutoScalingRole.Arn>");
    }

    @Test
    void namesInstanceProfileOfGivenRoleByProfileName() {
        EmrProfile profile = EmrProfile.Builder.create(test.stack(), "Profile")
                .profileName("etl")
                .vpc(test.importedVpc())
                .instanceRole(Variant.imported(test.stack(), "workers"))
                .build();

        assertThat(test.properties("AWS::IAM::InstanceProfile"))
                .singleElement()
                .satisfies(instanceProfile -> assertThat(TestStack.text(instanceProfile.path("InstanceProfileName")))
                        .isEqualTo("default_etl-InstanceRole-<AWS::Region>"));
        assertThat(profile.getDefinition().roles().instanceRole()).isEqualTo("arn:aws:iam::123456789012:role/workers");
    }

    /** A profile that synthesizes has no role name that is too long in another region. */
    @Test
    void longestRegionConstantMatchesRegionsOfCdk() {
        assertThat(RegionInfo.getRegions())
                .extracting(RegionInfo::getName)
                .contains("us-gov-west-1", "cn-north-1", "us-isob-east-1")
                .allSatisfy(
                        region -> assertThat(region.length()).isLessThanOrEqualTo(RoleSettings.LONGEST_REGION.length()))
                .contains(RoleSettings.LONGEST_REGION);
    }

    @Test
    void addsKnownRegionToRoleNames() {
        Stack stack = new Stack(
                new App(),
                "Known",
                StackProps.builder()
                        .env(Environment.builder()
                                .account("123456789012")
                                .region("eu-west-1")
                                .build())
                        .build());
        EmrProfile.Builder.create(stack, "Profile")
                .profileName("etl")
                .vpc(Vpc.Builder.create(stack, "Vpc").build())
                .build();

        Template.fromStack(stack)
                .hasResourceProperties("AWS::IAM::Role", Map.of("RoleName", "default_etl-ServiceRole-eu-west-1"));
    }

    @Test
    void createsRolesWithBoundaryAndPath() {
        EmrProfile.Builder.create(test.stack(), "Profile")
                .profileName("etl")
                .vpc(test.importedVpc())
                .permissionsBoundary(ManagedPolicy.fromManagedPolicyArn(
                        test.stack(), "Boundary", "arn:aws:iam::123456789012:policy/boundary"))
                .rolePath("/emr/")
                .build();

        assertThat(test.properties("AWS::IAM::Role")).hasSize(3).allSatisfy(role -> {
            assertThat(role.path("Path").asText()).isEqualTo("/emr/");
            assertThat(role.path("PermissionsBoundary").asText())
                    .isEqualTo("arn:aws:iam::123456789012:policy/boundary");
        });
        assertThat(test.properties("AWS::IAM::InstanceProfile"))
                .singleElement()
                .satisfies(instanceProfile ->
                        assertThat(instanceProfile.path("Path").asText()).isEqualTo("/emr/"));
    }

    @Test
    void looksUpVpcOfLoadedProfileOnDemand() {
        TestStack loading =
                TestStack.withContext(Map.of("emr-launch:definitions-directory", STORED_BY_PYTHON.toString()));
        IEmrProfile profile = EmrProfile.fromStoredProfile(loading.stack(), "Profile", "sse-s3-profile");

        assertThat(loading.resources()).isEmpty();
        assertThatIllegalArgumentException()
                .isThrownBy(profile::getVpc)
                .withMessage(
                        "Stack/Profile: the VPC vpc-0a1b2c3d4e5f60718 can be looked up only in a stack that knows its "
                                + "account and region: set its 'env'");
    }

    @Test
    void returnsBucketsOfLoadedProfile() {
        TestStack loading =
                TestStack.withContext(Map.of("emr-launch:definitions-directory", STORED_BY_PYTHON.toString()));

        IEmrProfile profile = EmrProfile.fromStoredProfile(loading.stack(), "Profile", "sse-s3-profile");

        assertThat(profile.getLogsBucket())
                .isNotNull()
                .extracting(IBucket::getBucketName)
                .isEqualTo("emr-launch-123456789012-eu-west-1-logs");
        assertThat(profile.getArtifactsBucket()).isNotNull();
    }

    @Test
    void loadsFromDefinitionsDirectory() {
        TestStack loading =
                TestStack.withContext(Map.of("emr-launch:definitions-directory", STORED_BY_PYTHON.toString()));

        IEmrProfile profile = EmrProfile.fromStoredProfile(loading.stack(), "Profile", "kerberos-profile", "analytics");

        assertThat(profile.getProfileName()).isEqualTo("kerberos-profile");
        assertThat(profile.getNamespace()).isEqualTo("analytics");
        assertThat(profile.getServiceRole().getRoleName()).isEqualTo("analytics_kerberos-profile-ServiceRole");
        assertThat(profile.getInstanceRole()).isSameAs(profile.getInstanceRole());
        assertThat(profile.getMasterGroup().getSecurityGroupId()).isEqualTo("sg-0aaaaaaaaaaaaaaa1");
        assertThatThrownBy(() -> EmrProfile.fromStoredProfile(loading.stack(), "Missing", "nobody"))
                .isInstanceOf(EmrProfileNotFoundException.class)
                .hasMessageStartingWith("Stack/Missing: EMR profile 'default/nobody' not found: there is no file")
                .hasMessageEndingWith("Check name and namespace, or deploy it first.");
        assertThatThrownBy(
                        () -> EmrProfile.fromStoredProfile(loading.stack(), "Misspelt", "kerberos-profil", "analytics"))
                .isInstanceOf(EmrProfileNotFoundException.class)
                .hasMessageStartingWith("Stack/Misspelt: EMR profile 'analytics/kerberos-profil' not found")
                .hasMessageEndingWith("or deploy it first. Did you mean analytics/kerberos-profile?");
        assertThatThrownBy(() -> EmrProfile.fromStoredProfile(loading.stack(), "Elsewhere", "kerberos-profile"))
                .hasMessageContaining("Did you mean analytics/kerberos-profile or ");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            a/b | Stack/Profile: 'profileName' must match [A-Za-z0-9_.-]+
            ${aws} | Stack/Profile: 'profileName' must match [A-Za-z0-9_.-]+
            %200 | Stack/Profile: 'profileName' must have at most 128 characters, got 200
            %25 | Stack/Profile: The AutoScalingRole would be named 'default_nnnnnnnnnnnnnnnnnnnnnnnnn-AutoScalingRole-us-isof-south-1', which has 65 characters; AWS allows 64. Shorten the name or the namespace
            """)
    void rejectsInvalidProfileName(String name, String message) {
        String profileName = name.startsWith("%") ? "n".repeat(Integer.parseInt(name.substring(1))) : name;

        assertThatIllegalArgumentException()
                .isThrownBy(() -> EmrProfile.Builder.create(test.stack(), "Profile")
                        .profileName(profileName)
                        .vpc(test.importedVpc())
                        .build())
                .withMessageStartingWith(message);
        assertThat(test.stack().getNode().tryFindChild("Profile")).isNull();
    }

    @Test
    void rejectsMissingRequiredSettings() {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> EmrProfile.Builder.create(test.stack(), "Profile").build())
                .withMessage("Stack/Profile: 'profileName' is required");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EmrProfile.Builder.create(test.stack(), "Profile")
                        .profileName("etl")
                        .build())
                .withMessage("Stack/Profile: 'vpc' is required");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EmrProfile.Builder.create(test.stack(), "Profile")
                        .profileName("etl")
                        .vpc(test.importedVpc())
                        .logsPath("logs")
                        .build())
                .withMessage("Stack/Profile: 'logsPath' requires a 'logsBucket', which is missing");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EmrProfile.Builder.create(test.stack(), "Profile")
                        .profileName(test.stack().getAccount())
                        .build())
                .withMessage(
                        "Stack/Profile: 'profileName' must be known at synthesis (it is part of physical names), got a token");
    }

    private ObjectNode role(String suffix) {
        return test.properties("AWS::IAM::Role").stream()
                .filter(role -> TestStack.text(role.path("RoleName")).contains(suffix))
                .findFirst()
                .orElseThrow();
    }

    /** Stored values that a launch would refuse. */
    @ParameterizedTest
    @ValueSource(strings = {"../..", "/logs", "logs/*", "a/./b", "${aws:username}"})
    void rejectsInvalidLogsAndArtifactsPath(String path) {
        Bucket bucket = new Bucket(test.stack(), "Bucket");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> EmrProfile.Builder.create(test.stack(), "Profile")
                        .profileName("etl")
                        .vpc(test.importedVpc())
                        .logsBucket(bucket)
                        .logsPath(path)
                        .build())
                .withMessageStartingWith("Stack/Profile: 'logsPath' must be a folder in a bucket");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EmrProfile.Builder.create(test.stack(), "Profile")
                        .profileName("etl")
                        .vpc(test.importedVpc())
                        .artifactsBucket(bucket)
                        .artifactsPath(path)
                        .build())
                .withMessageStartingWith("Stack/Profile: 'artifactsPath' must be a folder in a bucket");
    }

    @Test
    void writesWalIdentityCenterCertificatesAndAccessGrants() {
        Stack stack = test.stack();
        IVpc vpc = test.importedVpc();
        Key walKey = Key.Builder.create(stack, "WalKey").build();
        IRole identities = Variant.imported(stack, "identities");
        ClusterConfiguration.Builder configuration = test.configuration();

        EmrProfile.Builder.create(stack, "Governed")
                .profileName("governed")
                .vpc(vpc)
                .inTransitEncryption(InTransitEncryption.emrManaged(
                        EmrCertificates.builder().validity(Duration.days(365)).build()))
                .walEncryption(WalEncryption.kms(walKey))
                .identityCenter(IdentityCenter.of(identities))
                .build()
                .authorizeS3AccessGrants();
        configuration.configurations(EmrConfiguration.s3AccessGrants(false)).build();

        JsonNode security = TestStack.readable(
                test.properties("AWS::EMR::SecurityConfiguration").get(0).path("SecurityConfiguration"));
        assertThat(security.at("/EncryptionConfiguration/InTransitEncryptionConfiguration"))
                .hasToString(
                        "{\"TLSCertificateConfiguration\":{\"CertificateProviderType\":\"EMR\",\"ValidityInDays\":365}}");
        assertThat(security.at("/EncryptionConfiguration/EMRWALEncryptionConfiguration"))
                .hasToString("{\"AwsKmsKey\":\"<WalKey.Arn>\"}");
        assertThat(security.at("/AuthenticationConfiguration/IdentityCenterConfiguration"))
                .isEqualTo(Json.parse("""
                        {"EnableIdentityCenter": true,
                         "IAMRoleForEMRIdentityCenterApplicationARN": "arn:aws:iam::123456789012:role/identities"}"""));
        assertThat(test.statements("InstanceRole"))
                .contains(
                        "kms:Decrypt kms:GenerateDataKey on <WalKey.Arn>",
                        "sts:AssumeRole sts:SetContext on arn:aws:iam::123456789012:role/identities",
                        "s3:GetDataAccess s3:GetAccessGrantsInstanceForPrefix on "
                                + "arn:<AWS::Partition>:s3:<AWS::Region>:<AWS::AccountId>:access-grants/default")
                .anyMatch(statement -> statement.startsWith("emrwal:AppendEdit "));
        assertThat(test.parameter("/emr_launch/cluster_configurations/default/small")
                        .at("/ClusterConfiguration/Configurations")
                        .toString())
                .contains(
                        "{\"Classification\":\"emrfs-site\",\"Properties\":{\"fs.s3.s3AccessGrants.enabled\":\"true\",\"fs.s3.s3AccessGrants.fallbackToIAM\":\"false\"}}");
    }
}
