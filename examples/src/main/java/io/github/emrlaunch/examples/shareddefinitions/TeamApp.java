package io.github.emrlaunch.examples.shareddefinitions;

import software.amazon.awscdk.App;

/**
 * The CDK app of a team that launches clusters. It loads definitions from the folder in the context, otherwise from Parameter Store:
 * {@code cdk synth -c emr-launch:definitions-directory=src/main/emr/shared-definitions}.
 */
public final class TeamApp {
    /** The folder with the platform's definitions, which were exported by the command line and are under version control. */
    public static final String DEFINITIONS = "src/main/emr/shared-definitions";

    private TeamApp() {}

    /** Synthesizes the app. */
    public static void main(String[] args) {
        App app = new App();
        new TeamStack(app, "Team");
        app.synth();
    }
}
