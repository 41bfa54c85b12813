package io.crnas.experiments;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.crnas.detection.torch.Torch;
import io.crnas.export.onnx.OnnxWriter;
import io.crnas.external.TableProvider;
import io.crnas.framework.search.Search;
import io.crnas.runtime.Backbone;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.evaluator.EvaluatorProvider;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The arrows between the rooms, and who knows the engines. */
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          // Of another module, in a build that has made them.
          .withImportOption(location -> !location.contains("-tests.jar"))
          .importPackages("io.crnas");

  @Test
  void everyRoomIsLookedAt() {
    for (Class<?> type :
        List.of(
            Search.class,
            Allocation.class,
            Torch.class,
            TableProvider.class,
            OnnxWriter.class,
            Backbone.class,
            Crnas.class)) {
      assertTrue(CLASSES.contain(type), type::getName);
    }
  }

  @Test
  void theArrowsBetweenTheRoomsAllPointOneWay() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("framework")
        .definedBy("io.crnas.framework..")
        .layer("spaces")
        .definedBy("io.crnas.spaces..")
        .layer("detection")
        .definedBy("io.crnas.detection..")
        .layer("external")
        .definedBy("io.crnas.external..")
        .layer("export")
        .definedBy("io.crnas.export..")
        .layer("runtime")
        .definedBy("io.crnas.runtime..")
        .layer("experiments")
        .definedBy("io.crnas.experiments..")
        .whereLayer("experiments")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("export")
        .mayOnlyBeAccessedByLayers("experiments")
        .whereLayer("runtime")
        .mayOnlyBeAccessedByLayers("export", "experiments")
        .whereLayer("runtime")
        .mayNotAccessAnyLayer()
        .whereLayer("detection")
        .mayOnlyBeAccessedByLayers("experiments")
        .whereLayer("external")
        .mayOnlyBeAccessedByLayers("experiments")
        .whereLayer("spaces")
        .mayOnlyBeAccessedByLayers("detection", "external", "export", "experiments")
        .check(CLASSES);
  }

  @Test
  void noPackageIsInACircle() {
    slices().matching("io.crnas.(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void theProgramAloneKnowsTheCommandLine() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.crnas.experiments.command")
        .and()
        .doNotHaveFullyQualifiedName(Crnas.class.getName())
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.crnas.experiments.command")
        .check(CLASSES);
  }

  @Test
  void onePackageKnowsPyTorch() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.crnas.detection.torch")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("ai.djl..")
        .check(CLASSES);
  }

  @Test
  void onePackageKnowsOnnxRuntime() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.crnas.runtime")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("ai.onnxruntime..")
        .check(CLASSES);
  }

  @Test
  void whatADeploymentRunsNeedsOnnxRuntimeAndNothingElse() {
    classes()
        .that()
        .resideInAPackage("io.crnas.runtime..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("io.crnas.runtime..", "ai.onnxruntime..", "org.jspecify..", "java..")
        .check(CLASSES);
  }

  @Test
  void whatReadsRecordsDoesNotKnowWhatTheyAreAbout() {
    classes()
        .that()
        .resideInAPackage("io.crnas.experiments.yaml")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "io.crnas.experiments.yaml",
            "io.crnas.framework.setting",
            "io.crnas.framework.problem",
            "org.snakeyaml..",
            "tools.jackson..",
            "org.jspecify..",
            "java..")
        .check(CLASSES);
  }

  @Test
  void whatOnlyItsPackageUsesIsNotPublic() {
    classes()
        .that(
            new DescribedPredicate<JavaClass>("are public") {
              @Override
              public boolean test(JavaClass type) {
                return isPublic(type);
              }
            })
        // Which the launcher starts by its name.
        .and()
        .areNotAssignableTo(Crnas.class)
        .should(
            new ArchCondition<JavaClass>("be of use outside of their package") {
              @Override
              public void check(JavaClass type, ConditionEvents events) {
                if (!isOfUseOutside(type)) {
                  events.add(SimpleConditionEvent.violated(type, type.getName()));
                }
              }
            })
        .check(CLASSES);
  }

  /**
   * Whether other packages can name it; what is in an interface is public whether it should or not.
   */
  private static boolean isPublic(JavaClass type) {
    return type.getModifiers().contains(JavaModifier.PUBLIC)
        && type.getEnclosingClass()
            .map(outer -> !outer.isInterface() && isPublic(outer))
            .orElse(true);
  }

  private static boolean isOfUseOutside(JavaClass type) {
    return isUsedOutside(type)
        || type.getAllRawInterfaces().stream().anyMatch(ArchitectureTest::isOneOfSeveral)
        || isInSignatureOfAnother(type);
  }

  /** By itself, or by what is in it. */
  private static boolean isUsedOutside(JavaClass type) {
    return CLASSES.stream()
        .filter(one -> one.equals(type) || one.getName().startsWith(type.getName() + "$"))
        .flatMap(one -> one.getDirectDependenciesToSelf().stream())
        .anyMatch(use -> !use.getOriginClass().getPackageName().equals(type.getPackageName()));
  }

  /** Whoever has such a value asks which of the kinds it is, or it is found at run time. */
  private static boolean isOneOfSeveral(JavaClass type) {
    return isPublic(type)
        && (type.reflect().isSealed() || type.isEquivalentTo(EvaluatorProvider.class));
  }

  /** Who gets it from there need not write its name. */
  private static boolean isInSignatureOfAnother(JavaClass type) {
    return CLASSES.stream()
        .filter(other -> !other.equals(type) && isPublic(other))
        .flatMap(other -> other.getCodeUnits().stream())
        .filter(member -> member.getModifiers().contains(JavaModifier.PUBLIC))
        .anyMatch(member -> member.getAllInvolvedRawTypes().contains(type));
  }
}
