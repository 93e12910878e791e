package io.github.emrlaunch.core.serverless;

import io.github.emrlaunch.core.internal.BucketAccess;
import io.github.emrlaunch.core.internal.CdkNag;
import io.github.emrlaunch.core.internal.Policies;
import io.github.emrlaunch.core.internal.RolePolicies;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.services.emrserverless.CfnApplication.CloudWatchLoggingConfigurationProperty;
import software.amazon.awscdk.services.emrserverless.CfnApplication.ManagedPersistenceMonitoringConfigurationProperty;
import software.amazon.awscdk.services.emrserverless.CfnApplication.MonitoringConfigurationProperty;
import software.amazon.awscdk.services.emrserverless.CfnApplication.S3MonitoringConfigurationProperty;
import software.amazon.awscdk.services.iam.IRole;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.kms.IKey;
import software.amazon.awscdk.services.logs.ILogGroup;
import software.amazon.awscdk.services.s3.IBucket;
import software.constructs.Construct;

/**
 * The targets of the logs of an application's jobs.
 *
 * @param bucket the bucket in S3; null for none
 * @param prefix the prefix in the bucket; empty for none
 * @param logGroup the log group in CloudWatch; null for none
 * @param managed whether EMR Serverless keeps them, too, for 30 days
 * @see <a href="https://docs.aws.amazon.com/emr/latest/EMR-Serverless-UserGuide/logging.html">Storing logs</a>
 */
record ApplicationLogs(
        @Nullable IBucket bucket, String prefix, @Nullable ILogGroup logGroup, boolean managed) {
    MonitoringConfigurationProperty property() {
        MonitoringConfigurationProperty.Builder monitoring = MonitoringConfigurationProperty.builder()
                .managedPersistenceMonitoringConfiguration(ManagedPersistenceMonitoringConfigurationProperty.builder()
                        .enabled(managed)
                        .build());
        if (bucket != null) {
            IKey key = bucket.getEncryptionKey();
            monitoring.s3MonitoringConfiguration(S3MonitoringConfigurationProperty.builder()
                    .logUri("s3://%s/%s".formatted(bucket.getBucketName(), prefix))
                    .encryptionKeyArn(key == null ? null : key.getKeyArn())
                    .build());
        }
        if (logGroup != null) {
            monitoring.cloudWatchLoggingConfiguration(CloudWatchLoggingConfigurationProperty.builder()
                    .enabled(true)
                    .logGroupName(logGroup.getLogGroupName())
                    .build());
        }
        return monitoring.build();
    }

    /** Allows a job's role to write the logs: the job itself writes them to S3 and CloudWatch. */
    void grantWrite(Construct scope, IRole jobRole) {
        if (bucket != null) {
            new BucketAccess(scope).allowWrite(bucket, prefix + "*", jobRole);
        }
        if (logGroup != null) {
            RolePolicies.add(
                    jobRole,
                    logGroup,
                    PolicyStatement.fromJson(Policies.allow(
                            List.of("logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"),
                            logGroup.getLogGroupArn())));
            RolePolicies.add(
                    jobRole,
                    jobRole,
                    PolicyStatement.fromJson(Policies.allow(List.of("logs:DescribeLogGroups"), "*")),
                    List.of(CdkNag.rule(
                            "AwsSolutions-IAM5",
                            "Resource::\\*",
                            "EMR Serverless looks for its log group by DescribeLogGroups, which knows no resources")));
        }
    }
}
