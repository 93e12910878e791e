package io.github.emrlaunch.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.emrlaunch.local.jobs.Job;
import io.github.emrlaunch.local.jobs.JobResult;
import io.github.emrlaunch.local.jobs.Jobs;
import io.github.emrlaunch.local.jobs.JobsProvider;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(120)
class EmrLaunchLocalTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    /** Runs a command. If it starts a server, the server is interrupted immediately. */
    private int run(String... args) {
        return EmrLaunchLocal.run(new PrintWriter(out, true), new PrintWriter(err, true), new CountDownLatch(0), args);
    }

    private void assertOneLine(String... parts) {
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString()).startsWith("emr-launch-local: ").contains(parts);
        assertThat(err.toString().lines()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        ''                             | A command is missing
        deploy                         | 'deploy'
        serve --prot 1                 | '--prot'
        serve --port many              | 'many'
        serve --port 65536             | from 0 to 65535, got: 65536
        serve --real-time --hold       | mutually exclusive
        serve --region Frankfurt       | got: Frankfurt
        serve --account 12             | twelve digits, got: 12
        serve --existing /none.json    | Cannot read /none.json
        serve --port 0 /none           | No cloud assembly in /none
        serve --port 0 --python /none  | --python: /none cannot run functions
        serve --jobs --jobs-at-once 0  | --jobs-at-once must be 1 or more, got: 0
        serve --jobs --jobs-at-once x  | '--jobs-at-once': 'x' is not an int
        serve --jobs-at-once 2         | --jobs-at-once needs --jobs
        serve --jobs                   | emr-launch-local-spark/target/emr-launch-local-spark-VERSION-cli.jar
        """, quoteCharacter = '`')
    void rejectsInvalidArgumentsWithOneLineMessage(String line, String message) {
        String[] args = line.equals("''") ? new String[0] : line.split(" ");

        assertThat(run(args)).isEqualTo(2);
        assertOneLine(message);
    }

    @Test
    void rejectsPortInUse() {
        try (LocalAws other = LocalAws.start()) {
            String port = Integer.toString(other.endpoint().getPort());

            assertThat(run("serve", "--port", port)).isEqualTo(2);
            assertOneLine("Cannot listen on 127.0.0.1:" + port, "in use");
        }
    }

    @Test
    void printsEndpointAndThenDeployments(@TempDir Path directory) {
        new Assembly(directory).stack("Stack", """
            {"Resources": {
              "Parameter": {"Type": "AWS::SSM::Parameter", "Properties": {"Name": "/p", "Type": "String", "Value": "v"}},
              "Subnet": {"Type": "AWS::SSM::Parameter", "Properties": {"Type": "String", "Value": "subnet-0a1b2c3d"}},
              "Cluster": {"Type": "AWS::SSM::Parameter", "Properties": {"Type": "String", "Value": "{\\"ServiceRole\\": \\"EMR_DefaultRole\\"}"}},
              "Other": {"Type": "AWS::Quantum::Computer"}
            }}
            """).write();

        assertThat(run("serve", "--port", "0", directory.toString())).isZero();
        List<String> lines = out.toString().lines().toList();
        assertThat(lines.get(0)).matches("Listening on http://127\\.0\\.0\\.1:\\d+");
        assertThat(lines.get(1)).isEqualTo("Deployed Stack: 3 resources");
        assertThat(lines.get(2)).startsWith("Skipped Stack Other (AWS::Quantum::Computer): ");
        assertThat(lines)
                .contains(
                        "Assumed to exist, because templates name them: subnet-0a1b2c3d",
                        "The role EMR_DefaultRole is missing: deploy it, or declare it with --existing",
                        "export AWS_REGION=us-east-1");
        assertThat(err.toString()).isEmpty();
    }

    /** The provider that {@code serve --jobs} finds with the class loader of a test. */
    public static final class ShellProvider implements JobsProvider {
        @Override
        public Jobs installed() {
            return new ShellJobs();
        }

        @Override
        public Jobs installed(int jobsAtOnce) {
            return new Jobs() {
                @Override
                public JobResult run(Job job) {
                    return JobResult.simulated("not needed");
                }

                @Override
                public String description() {
                    return "Scripts, at once: " + jobsAtOnce;
                }
            };
        }
    }

    @Test
    void printsDescriptionOfJobRunner(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("META-INF/services/" + JobsProvider.class.getName());
        Files.createDirectories(file.getParent());
        Files.writeString(file, ShellProvider.class.getName());
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {directory.toUri().toURL()}, before)) {
            thread.setContextClassLoader(loader);

            assertThat(run("serve", "--port", "0", "--jobs")).isZero();
            assertThat(out.toString().lines()).contains("Scripts of the shell");
            assertThat(run("serve", "--port", "0", "--jobs", "--jobs-at-once", "2"))
                    .isZero();
        } finally {
            thread.setContextClassLoader(before);
        }
        assertThat(out.toString().lines()).contains("Scripts, at once: 2");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        {                                              | is not JSON
        []                                             | must be a JSON object
        {"role": []}                                   | unknown member 'role'
        {"roles": {}}                                  | 'roles' must be a list
        {"secrets": []}                                | 'secrets' must be an object
        {"roles": [{"nam": "a"}]}                      | roles[0]: must be a text or an object with [name]
        {"roles": ["a", {"name": "b", "policy": {}}]}  | roles[1]: The policy 'existing' is malformed
        {"roles": [7]}                                 | roles[0]: must be a text or an object
        {"subnets": [{"id": "s", "public": "yes"}]}    | 'public' must be true or false
        {"serviceLinkedRoles": ["x.amazonaws.com"]}    | no service-linked role of 'x.amazonaws.com'
        {"parameters": {"/aws/x": "v"}}                | parameters./aws/x:
        """)
    void rejectsInvalidExistingFile(String text, String message, @TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("existing.json"), text);

        assertThat(run("serve", "--port", "0", "--existing", file.toString())).isEqualTo(2);
        assertOneLine("existing.json", message);
    }

    // The format in docs/serve.md.
    @Test
    void declaresResourcesOfExistingFile() throws IOException {
        Path page = Path.of("..", "docs", "serve.md");
        String example;
        try (Stream<String> lines = Files.lines(page)) {
            example = lines.dropWhile(line -> !line.equals("```json"))
                    .skip(1)
                    .takeWhile(line -> !line.equals("```"))
                    .collect(Collectors.joining("\n"));
        }
        Path file = Files.writeString(Files.createTempFile("existing", ".json"), example);
        try (LocalAws aws = LocalAws.start()) {
            ExistingFile.read(file).declare(aws.existing());

            assertThat(Wire.call(aws, "AmazonSSM.GetParameter", "{\"Name\": \"/network/vpc\"}")
                            .body()
                            .at("/Parameter/Value")
                            .asText())
                    .isEqualTo("vpc-0a1b2c3d");
            assertThat(Wire.call(aws, "secretsmanager.GetSecretValue", "{\"SecretId\": \"metastore\"}")
                            .body()
                            .path("SecretString")
                            .asText())
                    .contains("hunter2");
            assertThat(new EmrWire(aws)
                            .run("'ServiceRole': 'EMR_DefaultRole', 'JobFlowRole': 'EMR_EC2_DefaultRole',"
                                    + " 'SecurityConfiguration': 'at-rest', 'Instances': {'Ec2SubnetId':"
                                    + " 'subnet-0a1b2c3d', 'InstanceGroups': [" + EmrWire.MASTER + "]}")
                            .status())
                    .isEqualTo(200);
        } finally {
            Files.delete(file);
        }
    }
}
