namespace Palladium.City;

/// <summary>How far an import is.</summary>
/// <param name="Words">What is being done, for a person: <c>reading 12-1408-2471.mvt</c>.</param>
/// <param name="Percent">0 to 100, never falling.</param>
public readonly record struct CityImportProgress(string Words, int Percent);
