package io.github.emrlaunch.local.spark.internal.command;

import io.github.emrlaunch.local.spark.internal.Executables;
import io.github.emrlaunch.local.spark.internal.RunningJob;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The replacements of programs at the front of a script's {@code PATH}. A script is written for a disposable machine of EMR. It must not
 * change this machine, and it must not call AWS instead of the local emulator.
 */
final class ScriptPath {
    private static final List<String> ADMINISTRATION = List.of(
            "sudo",
            "su",
            "yum",
            "dnf",
            "apt-get",
            "apt",
            "rpm",
            "shutdown",
            "reboot",
            "halt",
            "poweroff",
            "systemctl",
            "service");
    private static final List<String> CLUSTER =
            List.of("spark-shell", "pyspark", "sparkR", "yarn", "mapred", "beeline");

    private ScriptPath() {}

    /** Puts the folder of these programs before all others. */
    static void set(RunningJob job) throws IOException {
        Path folder =
                Files.createDirectories(job.job().directory().toAbsolutePath().resolve("bin"));
        String path = job.environment().getOrDefault("PATH", "");
        for (String name : ADMINISTRATION) {
            refuse(
                    job,
                    folder,
                    name,
                    "a script here must not change this machine: leave it out, or put it into a bootstrap action");
        }
        for (String name : CLUSTER) {
            refuse(job, folder, name, "it does not run here");
        }
        for (Map.Entry<String, String> program : ScriptCalls.replacements(job).entrySet()) {
            program(folder, program.getKey(), program.getValue());
        }
        Path aws = Executables.onPath("aws", path);
        if (aws == null) {
            refuse(job, folder, "aws", "the AWS CLI is not installed on this machine: pip install awscli");
        } else {
            // Old versions do not know the variable and would call AWS.
            program(
                    folder,
                    "aws",
                    "exec " + ShellText.quoted(aws.toString()) + " --endpoint-url \"$AWS_ENDPOINT_URL\" \"$@\"\n");
        }
        job.setVariable("PATH", folder + File.pathSeparator + path);
    }

    private static void refuse(RunningJob job, Path folder, String name, String why) throws IOException {
        String text = name + ": " + why;
        program(
                folder,
                name,
                "echo " + ShellText.quoted(text) + " >&2\necho " + ShellText.quoted("Refused: " + text) + " >>"
                        + ShellText.quoted(job.moreNotes().toString()) + "\nexit 1\n");
    }

    private static void program(Path folder, String name, String text) throws IOException {
        Path file = Files.writeString(folder.resolve(name), "#!/bin/sh\n" + text);
        if (!file.toFile().setExecutable(true)) {
            throw new IOException("The file " + file + " cannot be made a program");
        }
    }
}
