using Palladium.Cedar;
using Palladium.Doctrine.Gate;

namespace Palladium.Doctrine.Tests;

/// <summary>One question of a test file, and the answer that the doctrine shall give.</summary>
/// <param name="File">File within the doctrine.</param>
/// <param name="Line">Line of the test's heading, from 1.</param>
/// <param name="Name">What it shows, in words.</param>
/// <param name="Request">The question, with its entities.</param>
/// <param name="Context">The gate's own context and what the test adds.</param>
/// <param name="Permit">Whether it shall be permitted.</param>
/// <param name="By">Ids of all policies that shall determine the answer, or one of <see cref="GateRules"/>; empty when any may.</param>
public sealed record DoctrineTest(
    string File, int Line, string Name, GateRequest Request, CedarRecord Context, bool Permit, IReadOnlyList<string> By);

/// <summary>A test that did not get its answer.</summary>
/// <param name="Test">The test.</param>
/// <param name="Message">What was expected and what came, with the rule in its words.</param>
public sealed record DoctrineTestFailure(DoctrineTest Test, string Message)
{
    /// <inheritdoc />
    public override string ToString() => $"{Test.File}:{Test.Line}:1: {Test.Name}: {Message}";
}
