Console.WriteLine("BotPerf sample bot");
