package io.github.emrlaunch.core.serverless;

import io.github.emrlaunch.core.cluster.EmrConfiguration;
import java.util.List;
import software.amazon.awscdk.services.ec2.InstanceArchitecture;

/**
 * The known settings of an application, created by a deployment or by an execution.
 *
 * @param hasImage whether its workers use custom images, which have their own Python
 */
record ApplicationFacts(
        ApplicationType type,
        String releaseLabel,
        InstanceArchitecture architecture,
        boolean hasImage,
        ServerlessMonitoring monitoring,
        List<EmrConfiguration> configurations) {}
