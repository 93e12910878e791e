package io.github.emrlaunch.core.serverless;

import io.github.emrlaunch.core.cluster.EmrConfiguration;
import java.util.List;
import software.amazon.awscdk.services.ec2.InstanceArchitecture;

/**
 * What the app knows of an application, whether the deployment makes it or an execution.
 *
 * @param hasImage whether its workers start from images of the user's, which have a Python of their own
 */
record ApplicationFacts(
        ApplicationType type,
        String releaseLabel,
        InstanceArchitecture architecture,
        boolean hasImage,
        ServerlessMonitoring monitoring,
        List<EmrConfiguration> configurations) {}
