package io.github.emrlaunch.local.spark.internal.command;

import io.github.emrlaunch.local.spark.internal.Ended;
import io.github.emrlaunch.local.spark.internal.Executables;
import io.github.emrlaunch.local.spark.internal.JobFailure;
import io.github.emrlaunch.local.spark.internal.Program;
import io.github.emrlaunch.local.spark.internal.RunningJob;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A program of this machine, such as {@code bash}. It runs with the permissions of the emulator's user.
 *
 * @param name such as {@code bash}
 */
public record HostProgram(String name) implements Program {
    @Override
    public Ended run(RunningJob job, List<String> arguments) throws IOException, InterruptedException {
        if (!job.settings().scripts()) {
            return new Ended.Simulated("Scripts do not run here: SparkJobs.withScripts(false) turns them off");
        }
        ScriptPath.set(job);
        Path python = job.spark().python();
        Path program = name.startsWith("python") && python != null
                ? python
                : Executables.onPath(name, job.environment().get("PATH"));
        if (program == null) {
            throw new JobFailure("The program '" + name
                    + "' is not installed on this machine, EMR has it: install it, or leave the step out");
        }
        return run(job, program, arguments);
    }

    /** Runs an installed program. */
    static Ended run(RunningJob job, Path program, List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(program.toAbsolutePath().toString()));
        command.addAll(arguments);
        ScriptCalls calls = ScriptCalls.begin(job);
        try {
            return job.run(command);
        } finally {
            calls.end();
        }
    }
}
