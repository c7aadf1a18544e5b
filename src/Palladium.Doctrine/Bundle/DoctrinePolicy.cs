namespace Palladium.Doctrine.Bundle;

/// <summary>A policy of the doctrine, for people.</summary>
/// <param name="Id">Its <c>@id</c>, unique in the doctrine: <c>units.patrols-to-responders</c>.</param>
/// <param name="Words">Its <c>@rule</c>: what it says in plain words.</param>
/// <param name="IsForbid">Whether it forbids; otherwise it permits.</param>
/// <param name="File">The file it stands in.</param>
/// <param name="Line">The line of its <c>permit</c> or <c>forbid</c>, from 1.</param>
public sealed record DoctrinePolicy(string Id, string Words, bool IsForbid, string File, int Line);
