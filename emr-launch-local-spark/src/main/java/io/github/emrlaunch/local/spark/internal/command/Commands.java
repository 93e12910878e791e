package io.github.emrlaunch.local.spark.internal.command;

import io.github.emrlaunch.local.jobs.JobCommand;
import io.github.emrlaunch.local.spark.internal.Ended;
import io.github.emrlaunch.local.spark.internal.Program;
import io.github.emrlaunch.local.spark.internal.RunningJob;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Finds the program of a job and runs it. */
public final class Commands {
    private static final Pattern COMMAND_RUNNER = Pattern.compile("(.*/)?command-runner\\.jar");

    private static final Pattern SCRIPT_RUNNER =
            Pattern.compile("s3[an]?://(?:[a-z0-9-]+\\.)?elasticmapreduce/libs/script-runner/script-runner\\.jar");

    private static final Pattern PATH = Pattern.compile("[/:]|\\.jar$");

    private final Map<String, Program> programs;

    /** With the programs of {@link Programs}. */
    public Commands() {
        this(Programs.byName());
    }

    Commands(Map<String, Program> programs) {
        this.programs = programs;
    }

    /** Runs the job. */
    public Ended run(RunningJob job) throws IOException, InterruptedException {
        JobCommand command = job.job().command();
        if (command instanceof JobCommand.SparkSubmit submit) {
            return new SparkSubmitProgram().run(job, submit);
        }
        if (command instanceof JobCommand.Step step) {
            return step(job, step);
        }
        return new Hive().run(job, (JobCommand.Hive) command);
    }

    private Ended step(RunningJob job, JobCommand.Step step) throws IOException, InterruptedException {
        if (SCRIPT_RUNNER.matcher(step.jar()).matches()) {
            return new ScriptRunner().run(job, step.arguments());
        }
        if (!COMMAND_RUNNER.matcher(step.jar()).matches()) {
            return jar(job, step);
        }
        // https://github.com/Yelp/mrjob/pull/2082
        List<String> arguments =
                step.arguments().stream().filter(word -> !word.isEmpty()).toList();
        if (arguments.isEmpty()) {
            return new Ended.Failed("command-runner.jar got no arguments: the first one names the program to run");
        }
        String name = arguments.get(0);
        if (name.matches(".*\\s.*")) {
            // https://github.com/aws/aws-cdk/issues/8490
            return new Ended.Failed("Cannot run program \"" + name
                    + "\": command-runner.jar starts no shell, so each word is an argument" + " of its own");
        }
        Program program = programs.get(name.substring(name.lastIndexOf('/') + 1));
        if (program == null) {
            return new Ended.Simulated("The program '" + name + "' does not run here, only "
                    + programs.keySet().stream().sorted().collect(Collectors.joining(", ")));
        }
        return program.run(job, arguments.subList(1, arguments.size()));
    }

    private static Ended jar(RunningJob job, JobCommand.Step step) throws IOException, InterruptedException {
        if (!PATH.matcher(step.jar()).find()) {
            return new Ended.Failed("The jar '" + step.jar() + "' is no URI and no path. To run a program, use the jar"
                    + " command-runner.jar with the program as first argument");
        }
        List<String> words = new ArrayList<>();
        String mainClass = step.mainClass();
        if (mainClass != null) {
            words.add(mainClass);
        }
        words.addAll(step.arguments());
        return HadoopCommand.jar(job, step.jar(), words, step.properties());
    }
}
