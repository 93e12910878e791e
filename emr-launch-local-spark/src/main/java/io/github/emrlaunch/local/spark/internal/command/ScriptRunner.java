package io.github.emrlaunch.local.spark.internal.command;

import io.github.emrlaunch.local.spark.internal.Ended;
import io.github.emrlaunch.local.spark.internal.JobFailure;
import io.github.emrlaunch.local.spark.internal.Program;
import io.github.emrlaunch.local.spark.internal.RunningJob;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** {@code script-runner.jar}: a script in S3 or on this machine that names its interpreter. */
public final class ScriptRunner implements Program {
    @Override
    public Ended run(RunningJob job, List<String> arguments) throws IOException, InterruptedException {
        if (arguments.isEmpty()) {
            throw new JobFailure("script-runner.jar got no arguments: the first one names the script to run, such as"
                    + " s3://bucket/x.sh");
        }
        if (!job.settings().scripts()) {
            return new Ended.Simulated("Scripts do not run here: SparkJobs.withScripts(false) turns them off");
        }
        ScriptPath.set(job);
        Path script = job.fetch(arguments.get(0), job.work());
        job.layIn(script);
        if (!script.toFile().setExecutable(true)) {
            throw new JobFailure("The script " + arguments.get(0) + " cannot be made a program on this machine");
        }
        return HostProgram.run(job, script, arguments.subList(1, arguments.size()));
    }
}
