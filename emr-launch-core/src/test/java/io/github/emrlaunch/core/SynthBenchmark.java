package io.github.emrlaunch.core;

import io.github.emrlaunch.core.cluster.ClusterConfiguration;
import io.github.emrlaunch.core.launch.EmrLaunchFunction;
import io.github.emrlaunch.core.profile.EmrProfile;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import software.amazon.awscdk.App;

/**
 * Measures the synthesis of launch functions: the median time of an app with a profile, a cluster configuration and 1
 * or 40 launch functions in one warm JVM, and the resources of each launch function.
 *
 * <p>Run it manually: {@code mvn -q -pl emr-launch-core -am verify -DskipTests -Dbenchmark}.
 */
public final class SynthBenchmark {
    private static final int RUNS = 9;

    private SynthBenchmark() {}

    /** Takes no arguments. */
    public static void main(String[] args) {
        long one = median(1);
        long forty = median(40);
        int resources = app(2).resources().size() - app(1).resources().size();
        System.out.printf(
                "synth: 1 launch function %d ms, 40 launch functions %d ms, %.1f ms for one more; %d resources each%n",
                one, forty, (forty - one) / 39.0, resources);
    }

    private static long median(int launchFunctions) {
        List<Long> millis = new ArrayList<>();
        for (int run = 0; run < RUNS; run++) {
            long start = System.nanoTime();
            ((App) app(launchFunctions).stack().getNode().getRoot()).synth();
            millis.add((System.nanoTime() - start) / 1_000_000);
        }
        Collections.sort(millis);
        return millis.get(RUNS / 2);
    }

    private static TestStack app(int launchFunctions) {
        TestStack test = TestStack.create();
        EmrProfile profile = test.profile();
        ClusterConfiguration configuration = test.configuration().build();
        for (int i = 0; i < launchFunctions; i++) {
            EmrLaunchFunction.Builder.create(test.stack(), "Launch" + i)
                    .launchFunctionName("nightly-" + i)
                    .emrProfile(profile)
                    .clusterConfiguration(configuration)
                    .build();
        }
        return test;
    }
}
