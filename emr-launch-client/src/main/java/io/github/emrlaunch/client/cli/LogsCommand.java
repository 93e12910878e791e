package io.github.emrlaunch.client.cli;

import io.github.emrlaunch.client.ClusterStep;
import io.github.emrlaunch.client.Launch;
import io.github.emrlaunch.client.LogArrival;
import io.github.emrlaunch.client.LogFile;
import io.github.emrlaunch.client.LogFolder;
import io.github.emrlaunch.client.StartedJobRun;
import io.github.emrlaunch.client.StepClient;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import software.amazon.awssdk.services.s3.model.S3Exception;

@Command(
        name = "logs",
        description =
                "Shows the log of a step, or of the driver of a job run, as it is in S3. EMR writes logs there some"
                        + " five minutes late.",
        footer = {
            "",
            "Needs elasticmapreduce:ListSteps and DescribeCluster on the cluster, s3:GetObject on the logs, and"
                    + " s3:ListBucket to know a log that isn't there yet from one that may not be read; for an execution"
                    + " also states:GetExecutionHistory."
        })
@SuppressWarnings("NullAway.Init")
final class LogsCommand extends AwsCommand {
    @Parameters(index = "0", paramLabel = "EXECUTION|CLUSTER", description = AwsCommand.EXECUTION_OR_CLUSTER)
    private String given;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "STEP",
            description =
                    "id or name of the step, of several with the name the last; or id of the job run. Default: the"
                            + " only step, the last job run")
    private @Nullable String step;

    @Option(
            names = "--file",
            paramLabel = "FILE",
            defaultValue = "stdout",
            description = "${COMPLETION-CANDIDATES}; of a job run the first two. Default: ${DEFAULT-VALUE}")
    private LogFile file;

    @Option(
            names = "--follow",
            description = "shows the log as it grows, until the step has ended and all of it is there")
    private boolean follow;

    @Option(
            names = "--bucket-owner",
            paramLabel = "ACCOUNT",
            description = "the account that must own the bucket. Default: that of the cluster or execution")
    private @Nullable String bucketOwner;

    @Override
    public Integer call() throws InterruptedException {
        WorkTarget target = WorkTarget.of(given, this::launch);
        StepClient client = client().steps();
        List<ClusterStep> steps = target.steps(client);
        List<StartedJobRun> jobs = steps.isEmpty() ? target.jobs(client) : List.of();
        try {
            return steps.isEmpty() && !jobs.isEmpty()
                    ? show(client, Objects.requireNonNull(target.launch()), target.job(jobs, step))
                    : show(client, target.step(steps, step));
        } catch (S3Exception e) {
            if (e.statusCode() == HttpURLConnection.HTTP_FORBIDDEN) {
                note("A bucket of another account takes --bucket-owner. Who may not list the bucket is told so by"
                        + " S3 of a log that isn't there yet, too: see the permissions in emr-launch logs --help");
            }
            throw e;
        }
    }

    private int show(StepClient client, ClusterStep shown) throws InterruptedException {
        LogFolder folder = client.logs(shown).map(this::owned).orElse(null);
        if (folder == null) {
            return none("Cluster %s writes no logs to S3: its profile has no logs bucket".formatted(shown.clusterId()));
        }
        if (!follow) {
            boolean found = client.readLog(folder, file, terminal()::printRaw);
            tellOfFailureLog(shown, found);
            return found ? ExitCode.OK : missing(folder, shown);
        }
        tellOfDelay();
        LogArrival arrival = client.followLog(shown, folder, file, emrLaunch().logPatience(), terminal()::printRaw);
        ClusterStep ended = client.get(shown.clusterId(), shown.id());
        tellOfFailureLog(ended, arrival != LogArrival.MISSING);
        if (arrival == LogArrival.MISSING) {
            return missing(folder, ended);
        }
        note(described(ended));
        return told(arrival, ended.succeeded() ? ExitCode.OK : ExitCode.NEGATIVE);
    }

    private int show(StepClient client, Launch launch, StartedJobRun job) throws InterruptedException {
        LogFolder folder = client.logs(launch, job).map(this::owned).orElse(null);
        if (folder == null) {
            return none(
                    ("The request of job run %s names no place in S3 for its logs: they are where application %s has"
                                    + " them, in S3, CloudWatch Logs or the storage of EMR Serverless, which the console shows")
                            .formatted(job.id(), job.applicationId()));
        }
        if (!follow) {
            return client.readLog(folder, file, terminal()::printRaw) ? ExitCode.OK : missing(folder, null);
        }
        tellOfDelay();
        LogArrival arrival = client.followLog(launch, folder, file, emrLaunch().logPatience(), terminal()::printRaw);
        return arrival == LogArrival.MISSING ? missing(folder, null) : told(arrival, ExitCode.OK);
    }

    /** EMR names the log at once, and writes it later. The local emulator names the log of a simulated failure, and never writes it. */
    private void tellOfFailureLog(ClusterStep step, boolean found) {
        if (step.failureLog() != null && (found || !emrLaunch().isLocal())) {
            note("EMR found the failure in " + step.failureLog());
        }
    }

    private static String described(ClusterStep step) {
        return "Step %s %s%s".formatted(step.id(), step.state(), step.reason() == null ? "" : ": " + step.reason());
    }

    private int told(LogArrival arrival, int exitCode) {
        if (arrival == LogArrival.MAY_LACK_ITS_END) {
            note("The log was last written before the end: unless nothing more was printed, its end comes later");
        }
        return exitCode;
    }

    private LogFolder owned(LogFolder folder) {
        return bucketOwner == null ? folder : folder.ownedBy(bucketOwner);
    }

    private void tellOfDelay() {
        if (!emrLaunch().isLocal()) {
            note(terminal().faint("EMR copies logs to S3 every five minutes, and at the end"));
        }
    }

    private int none(String why) {
        note(terminal().bad("emr-launch: " + why));
        return ExitCode.NOT_FOUND;
    }

    /** @param step the step of the log; null for a job run */
    private int missing(LogFolder folder, @Nullable ClusterStep step) {
        int code = none("There is no %s%s.gz".formatted(folder.uri(), file.fileName()));
        if (step != null && step.hasEnded()) {
            note(described(step));
        }
        note(
                emrLaunch().isLocal()
                        ? "The local emulator writes the logs of jobs that have run, with serve --jobs: not of simulated jobs and"
                                + " of jobs that could not start"
                        : "EMR writes logs some five minutes late, also after the end. Later there will be none if the"
                                + " cluster's instance role may not write there, or the bucket's lifecycle has deleted"
                                + " it");
        return code;
    }
}
