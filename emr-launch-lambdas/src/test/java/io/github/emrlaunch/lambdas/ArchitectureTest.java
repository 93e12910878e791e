package io.github.emrlaunch.lambdas;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;

@AnalyzeClasses(packages = "io.github.emrlaunch.lambdas", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule functionsKnowNothingOfTheCdk = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("software.amazon.awscdk..", "software.constructs..", "io.github.emrlaunch.core..");

    @ArchTest
    static final ArchRule onlyHandlersKnowLambda = noClasses()
            .that()
            .areNotAssignableTo(RequestStreamHandler.class)
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.amazonaws.services.lambda..");

    @ArchTest
    static final ArchRule nothingBindsJsonByReflection = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.fasterxml.jackson.annotation..")
            .because("introspection of classes costs more of a cold start than the work itself");

    /** There is one client, which accepts members that are newer than any model of a service. */
    @ArchTest
    static final ArchRule nothingUsesTypedClients = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("software.amazon.awssdk.services..", "software.amazon.awssdk.regions..");

    @ArchTest
    static final ArchRule onlyTheClientKnowsTheSdk = noClasses()
            .that()
            .resideOutsideOfPackage("io.github.emrlaunch.lambdas.aws..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("software.amazon.awssdk..");

    /** Their seeds are part of a snapshot: each function restored from it would draw the same numbers. */
    @ArchTest
    static final ArchRule nothingDrawsNumbersThatASnapshotFixes = noClasses()
            .should()
            .dependOnClassesThat()
            .haveNameMatching("java\\.util\\.(Random|SplittableRandom|concurrent\\.ThreadLocalRandom)")
            .orShould()
            .callMethod(Math.class, "random");

    /** State machines match errors by these names. */
    @ArchTest
    static final ArchRule exceptionsArePublicAndFinal = classes()
            .that()
            .areAssignableTo(Throwable.class)
            .should()
            .bePublic()
            .andShould()
            .haveModifier(JavaModifier.FINAL);

    @ArchTest
    static void importsTheHandlers(JavaClasses classes) {
        for (String handler : List.of("LaunchHandler", "CleanUpHandler", "GetDefinitionHandler")) {
            assertThat(classes.contain("io.github.emrlaunch.lambdas." + handler))
                    .isTrue();
        }
        assertThat(classes).hasSizeGreaterThan(16);
    }
}
